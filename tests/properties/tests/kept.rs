//! Every property over the inputs that were kept (`tests/fuzz`), and over mutations of them. Prints its counts.
//!
//! `FUZZ_SEED` and `FUZZ_CASES` set another seed and another number of mutations; a word on the command line
//! chooses targets.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use properties::{TARGETS, Target};
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{Rng as _, SeedableRng as _};

const SEED: u64 = 20_261_122;
const CASES: usize = 2_000;
/// Longest time for one input. A shared computer may be slow; a loop that does not end is slower.
const LONGEST: Duration = Duration::from_secs(5);
/// Kept inputs that are longer are run, and not mutated.
const MUTATED: usize = 1_500;

fn main() -> ExitCode {
    let mut chosen = Vec::new();
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        if word == "--skip" {
            // Names a test of another binary: cargo passes its arguments to all.
            words.next();
        } else if !word.starts_with('-') {
            chosen.push(word);
        }
    }
    let set = |name: &str| {
        std::env::var(name)
            .ok()
            .map(|text| text.parse().expect("a number"))
    };
    let seed = set("FUZZ_SEED").unwrap_or(SEED);
    let cases = set("FUZZ_CASES").map_or(CASES, |cases| usize::try_from(cases).unwrap());
    let targets: Vec<&Target> = TARGETS
        .iter()
        .filter(|it| chosen.is_empty() || chosen.iter().any(|word| it.name.contains(word.as_str())))
        .collect();
    println!(
        "\nParsers of strangers' text: kept inputs, and {cases} mutations of them each (FUZZ_SEED={seed})"
    );
    println!(
        "  {:<20}{:>8}{:>12}{:>12}",
        "target", "kept", "mutations", "slowest ms"
    );
    let failed = targets
        .iter()
        .filter(|target| !run(target, seed, cases))
        .count();
    let word = if failed == 0 { "ok" } else { "FAILED" };
    println!(
        "\ntest result: {word}. {} passed; {failed} failed",
        targets.len() - failed
    );
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn run(target: &Target, seed: u64, cases: usize) -> bool {
    let kept = kept(target.name);
    assert!(!kept.is_empty(), "{}: no input was kept", target.name);
    let mut slowest = Duration::ZERO;
    for (name, input) in &kept {
        match held(target, input) {
            Ok(took) => slowest = slowest.max(took),
            Err(why) => return broken(target, input, &format!("the kept input {name}: {why}")),
        }
    }
    let stock: Vec<&[u8]> = kept
        .iter()
        .map(|(_, input)| input.as_slice())
        .filter(|input| input.len() <= MUTATED)
        .collect();
    // Of its own for each target, so that one can be run alone.
    let own = target
        .name
        .bytes()
        .fold(seed, |sum, byte| sum.rotate_left(8) ^ u64::from(byte));
    let mut rng = StdRng::seed_from_u64(own);
    for case in 0..cases {
        let input = mutated(&mut rng, target, &stock);
        match held(target, &input) {
            Ok(took) => slowest = slowest.max(took),
            Err(why) => {
                return broken(
                    target,
                    &input,
                    &format!("mutation {case} of seed {seed}: {why}"),
                );
            }
        }
    }
    let slowest = slowest.as_secs_f64() * 1000.0;
    println!(
        "  {:<20}{:>8}{cases:>12}{slowest:>12.1}",
        target.name,
        kept.len()
    );
    true
}

fn held(target: &Target, input: &[u8]) -> Result<Duration, String> {
    let begin = Instant::now();
    catch_unwind(AssertUnwindSafe(|| (target.holds)(input))).map_err(|_| "see above".to_owned())?;
    let took = begin.elapsed();
    if took > LONGEST {
        return Err(format!("it took {took:?}"));
    }
    Ok(took)
}

fn broken(target: &Target, input: &[u8], what: &str) -> bool {
    println!("  {}: {what}", target.name);
    println!("  {}", input.escape_ascii());
    false
}

/// Name and bytes of every kept input, in the order of their names.
fn kept(target: &str) -> Vec<(String, Vec<u8>)> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    let mut files: Vec<PathBuf> = ["seeds", "corpus", "regressions"]
        .into_iter()
        .filter_map(|folder| fs::read_dir(fuzz.join(folder).join(target)).ok())
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read(&path).unwrap())
        })
        .collect()
}

/// One of `stock` after a few changes.
fn mutated(rng: &mut StdRng, target: &Target, stock: &[&[u8]]) -> Vec<u8> {
    let mut input = stock.choose(rng).copied().unwrap_or_default().to_vec();
    for _ in 0..rng.gen_range(1..=6) {
        change(rng, &mut input, target, stock);
    }
    input.truncate(target.longest);
    input
}

fn change(rng: &mut StdRng, input: &mut Vec<u8>, target: &Target, stock: &[&[u8]]) {
    let at = rng.gen_range(0..=input.len());
    let end = rng.gen_range(at..=input.len().min(at + 40));
    match rng.gen_range(0..9) {
        0 if at < input.len() => input[at] ^= 1 << rng.gen_range(0..8),
        1 if at < input.len() => input[at] = rng.r#gen(),
        2 => input.insert(
            at,
            *b"\0\x01\x02\x03 \"'=;,&%.{}[]:\\\n\xff"
                .choose(rng)
                .unwrap(),
        ),
        3 => drop(input.drain(at..end)),
        4 => {
            let piece = input[at..end].to_vec();
            let to = rng.gen_range(0..=input.len());
            input.splice(to..to, piece);
        }
        5 => input.truncate(at),
        6 => {
            let other = stock.choose(rng).copied().unwrap_or_default();
            let from = rng.gen_range(0..=other.len());
            input.truncate(at);
            input.extend_from_slice(&other[from..]);
        }
        7 => {
            let times = rng.gen_range(1..60);
            let piece = input[at..end.min(at + 8)].repeat(times);
            input.splice(at..at, piece);
        }
        _ => {
            let word = target.words.choose(rng).unwrap();
            input.splice(at..at, word.bytes());
        }
    }
}
