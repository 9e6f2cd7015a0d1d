//! Lets the binary be built without the viewer: the folder to embed has to be there, if empty.

fn main() {
    println!("cargo:rerun-if-changed=viewer/dist");
    println!("cargo:rerun-if-changed=schema");
    if let Err(error) = std::fs::create_dir_all("viewer/dist") {
        println!("cargo:error=cannot make the folder viewer/dist: {error}");
    }
}
