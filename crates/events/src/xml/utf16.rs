//! UTF-16 as UTF-8.

use std::io::{BufRead, BufReader};

use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};

pub(super) fn decoded<'r>(
    reader: Box<dyn BufRead + 'r>,
    encoding: &'static encoding_rs::Encoding,
) -> BufReader<DecodeReaderBytes<Box<dyn BufRead + 'r>, Vec<u8>>> {
    BufReader::with_capacity(1 << 16, DecodeReaderBytesBuilder::new().encoding(Some(encoding)).build(reader))
}
