//! Opening the place where evidence is kept.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use object_store::ObjectStore;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;

use crate::cache::Cache;
use crate::{Evidence, EvidenceError, Place, Result, S3, Settings, Shelf};

impl Evidence {
    /// Opens it; a folder is made where it is missing. Nothing is asked of a remote store yet.
    ///
    /// # Errors
    /// [`EvidenceError::Setting`], [`EvidenceError::Folder`].
    pub fn open(settings: &Settings) -> Result<Self> {
        match settings.url.split_once("://") {
            None => Self::folder(Path::new(&settings.url)),
            Some(("file", path)) => Self::folder(Path::new(path)),
            Some(("s3", place)) => {
                let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
                let objects = s3(bucket, &settings.s3)?;
                Self::remote(objects, prefix, Cache::open(settings.cache.clone(), settings.cache_bytes)?)
            }
            Some((scheme, _)) => Err(EvidenceError::Setting(format!("nothing is kept by `{scheme}`"))),
        }
    }

    fn folder(path: &Path) -> Result<Self> {
        if path.as_os_str().is_empty() {
            return Err(EvidenceError::Setting("the folder has no name".to_owned()));
        }
        std::fs::create_dir_all(path).map_err(EvidenceError::Folder)?;
        let root: PathBuf = path.canonicalize().map_err(EvidenceError::Folder)?;
        let objects = LocalFileSystem::new_with_prefix(&root)?;
        let prefix = object_store::path::Path::default();
        Ok(Self { shelf: Arc::new(Shelf { objects: Arc::new(objects), prefix, place: Place::Folder(root) }) })
    }

    pub(crate) fn remote(objects: Arc<dyn ObjectStore>, prefix: &str, cache: Cache) -> Result<Self> {
        let wrong = |error: object_store::path::Error| EvidenceError::Setting(error.to_string());
        let prefix = object_store::path::Path::parse(prefix).map_err(wrong)?;
        Ok(Self { shelf: Arc::new(Shelf { objects, prefix, place: Place::Remote(cache) }) })
    }
}

fn s3(bucket: &str, settings: &S3) -> Result<Arc<dyn ObjectStore>> {
    // Refused when there is one already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
    if let Some(endpoint) = &settings.endpoint {
        builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
    }
    if let Some(region) = &settings.region {
        builder = builder.with_region(region);
    }
    if let Some(key) = &settings.access_key {
        builder = builder.with_access_key_id(key);
    }
    if let Some(key) = &settings.secret_key {
        builder = builder.with_secret_access_key(key);
    }
    Ok(Arc::new(builder.build()?))
}
