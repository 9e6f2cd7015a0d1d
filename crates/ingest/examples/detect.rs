//! Prints what the detections find in each file given: `cargo run -p ingest --example detect -- FILES…`

use std::sync::atomic::AtomicBool;

struct Quiet;

impl ingest::Progress for Quiet {
    fn file(&self, _: &str) {}
    fn advance(&self, _: u64, _: u64) {}
}

#[expect(clippy::print_stdout, reason = "it is what the example is for")]
fn main() {
    let (sources, failed) = events::expand(&std::env::args().skip(1).collect::<Vec<_>>());
    for (name, why) in failed {
        println!("{name}: {why}");
    }
    for source in &sources {
        let window = events::Window::default();
        let Ok(loaded) = ingest::load(std::slice::from_ref(source), window, &Quiet, &AtomicBool::new(false)) else {
            return;
        };
        println!("{}: {} findings", source.name, loaded.findings.len());
        for finding in &loaded.findings {
            let (severity, rule, text) = (finding.severity.name(), &finding.rule, &finding.text);
            println!("  {severity:8} {:.2} {rule:28} {:4}x {text}", finding.confidence, finding.count);
        }
    }
}
