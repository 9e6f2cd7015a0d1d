//! Opens a source, unpacked, with its first bytes looked at.

use std::cell::Cell;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Seek, SeekFrom, Write};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;

use crate::error::TooBig;
use crate::sniff::HEAD;
use crate::{Source, SourceError};

/// Largest size a packed source may unpack to, 64 GiB; and the ratio beyond which a packed file of
/// some size is taken for a bomb. Logs pack about 20:1.
const LARGEST: u64 = 64 << 30;
const RATIO: u64 = 1000;
const SMALL: u64 = 100 << 20;

/// A source ready to be read.
pub(crate) struct Opened {
    /// Its first bytes, unpacked.
    pub(crate) head: Vec<u8>,
    body: Body,
}

enum Body {
    /// A file as it is.
    Plain(File),
    /// Unpacked on the fly; the head is already taken. With the count of packed bytes read.
    Packed(Box<Limited>, Rc<Cell<u64>>),
}

/// The unpacked bytes of a packed file, up to what is plausible.
struct Limited {
    inner: MultiGzDecoder<Counted>,
    packed: Rc<Cell<u64>>,
    unpacked: u64,
}

/// Counts the bytes that pass.
struct Counted {
    inner: Box<dyn Read>,
    count: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.set(self.count.get() + read as u64);
        Ok(read)
    }
}

impl Read for Limited {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.unpacked += read as u64;
        if is_bomb(self.unpacked, self.packed.get()) {
            Err(std::io::Error::other(TooBig(self.unpacked)))
        } else {
            Ok(read)
        }
    }
}

/// Whether so many bytes out of so many are more than a log's.
pub(crate) const fn is_bomb(unpacked: u64, packed: u64) -> bool {
    unpacked > LARGEST || (unpacked > SMALL && unpacked / RATIO > packed)
}

pub(crate) fn open(source: &Source) -> Result<Opened, SourceError> {
    let mut file = match source.member {
        Some(number) => unzip(source, number)?,
        None => File::open(&source.path)?,
    };
    let head = head_of(&mut file)?;
    file.seek(SeekFrom::Start(0))?;
    if !head.starts_with(&[0x1f, 0x8b]) {
        return Ok(Opened { head, body: Body::Plain(file) });
    }
    let packed = Rc::new(Cell::new(0));
    let counted = Counted { inner: Box::new(BufReader::new(file)), count: Rc::clone(&packed) };
    let mut body = Limited { inner: MultiGzDecoder::new(counted), packed: Rc::clone(&packed), unpacked: 0 };
    let head = head_of(&mut body).map_err(|error| SourceError::Unpack(error.to_string()))?;
    Ok(Opened { head, body: Body::Packed(Box::new(body), packed) })
}

fn head_of(reader: &mut impl Read) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    reader.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Archives allow no seeking inside a member, and EVTX needs it: a member is unpacked to a
/// temporary file, which the system removes when it is closed.
fn unzip(source: &Source, number: usize) -> Result<File, SourceError> {
    let unpack = |error: zip::result::ZipError| SourceError::Unpack(error.to_string());
    let mut archive = zip::ZipArchive::new(File::open(&source.path)?).map_err(unpack)?;
    let mut member = archive.by_index(number).map_err(unpack)?;
    // The archive was judged by the sizes that it tells, so they have to be true.
    let told = member.size();
    spool(&mut member, source.size(), told)
}

/// At most so many bytes, and so many for those that are packed.
fn spool(from: &mut impl Read, packed: u64, most: u64) -> Result<File, SourceError> {
    let mut file = tempfile::tempfile()?;
    let mut buffer = vec![0; 1 << 16];
    let mut unpacked = 0;
    loop {
        let read = from.read(&mut buffer).map_err(|error| SourceError::Unpack(error.to_string()))?;
        if read == 0 {
            break;
        }
        unpacked += read as u64;
        if unpacked > most || is_bomb(unpacked, packed) {
            return Err(SourceError::Bomb(unpacked));
        }
        file.write_all(&buffer[..read])?;
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

impl Opened {
    /// The content as a file of its own.
    pub(crate) fn seekable(&mut self) -> Result<File, SourceError> {
        match &mut self.body {
            Body::Plain(file) => Ok(file.try_clone()?),
            Body::Packed(body, _) => {
                let head = std::mem::take(&mut self.head);
                spool(&mut Cursor::new(head).chain(body), u64::MAX / RATIO, LARGEST)
            }
        }
    }

    /// The content as a stream that tells how far it is in the source's own bytes.
    pub(crate) fn reader<'a>(self, progress: &'a dyn Fn(u64)) -> Box<dyn BufRead + 'a> {
        let (inner, count): (Box<dyn Read>, _) = match self.body {
            Body::Plain(file) => {
                let count = Rc::new(Cell::new(0));
                (Box::new(Counted { inner: Box::new(file), count: Rc::clone(&count) }), count)
            }
            Body::Packed(body, count) => (Box::new(Cursor::new(self.head).chain(*body)), count),
        };
        Box::new(BufReader::with_capacity(1 << 16, Telling { inner, count, progress }))
    }
}

/// Tells the progress with each buffer.
struct Telling<'a> {
    inner: Box<dyn Read>,
    count: Rc<Cell<u64>>,
    progress: &'a dyn Fn(u64),
}

impl Read for Telling<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        (self.progress)(self.count.get());
        Ok(read)
    }
}
