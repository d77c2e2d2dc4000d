//! `quorarium check`, `compile` and `new-lesson`: for those who write lessons.

use quorarium::lesson::assembled::{Assembled, File, assemble};
use quorarium::lesson::check::{Proof, check};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

/// Which lessons.
#[derive(clap::Args)]
pub struct Check {
    /// Lessons, or folders of them. A folder with a `course.toml` is a course.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Prints every question with the answer that the state gives, to be read: the author may have meant another one.
    #[arg(long)]
    answers: bool,
    /// Checks again whenever a file changes.
    #[arg(long)]
    watch: bool,
}

/// Which lessons, and where they go.
#[derive(clap::Args)]
pub struct Compile {
    /// Lessons, or folders of them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The folder that the compiled files are written to, `<id>.lesson` each.
    #[arg(long)]
    out: PathBuf,
}

/// The file of a new lesson.
#[derive(clap::Args)]
pub struct New {
    /// The file to write, such as `lessons/3-raft/10-raft-reads.md`. It must not exist.
    file: PathBuf,
}

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(400);

/// Proves lessons and prints what does not hold.
pub fn run_check(arguments: &Check) -> u8 {
    let mut code = prove(arguments);
    if !arguments.watch {
        return code;
    }
    let mut known = texts(&arguments.paths);
    println!("watching; Ctrl+C ends it");
    loop {
        sleep(LOOK_EVERY);
        let now = texts(&arguments.paths);
        if now != known {
            known = now;
            println!();
            code = prove(arguments);
            println!("{}", if code == 0 { "watching" } else { "watching; the last check failed" });
        }
    }
}

fn prove(arguments: &Check) -> u8 {
    let Some(assembled) = read(&arguments.paths) else { return 2 };
    let mut total = Proof::default();
    let mut failed = complain(&assembled);
    for (path, source) in &assembled.lessons {
        match check(source) {
            Ok(proof) => {
                if arguments.answers {
                    println!("{path}");
                    proof.answers.iter().for_each(|(ask, right)| println!("  {ask}\n    {right}"));
                }
                total.parts += proof.parts;
                total.answers.extend(proof.answers);
                total.deeds += proof.deeds;
            }
            Err(wrong) => {
                failed = true;
                wrong.iter().for_each(|it| eprintln!("{path}:{}: {}", it.line, it.message));
            }
        }
    }
    if failed {
        return 1;
    }
    println!(
        "{} lessons, {} parts, {} predictions, {} deeds: all hold",
        assembled.lessons.len(),
        total.parts,
        total.answers.len(),
        total.deeds
    );
    0
}

/// Writes what the page fetches. Lessons are not played here: `check` does that.
pub fn run_compile(arguments: &Compile) -> u8 {
    let Some(assembled) = read(&arguments.paths) else { return 2 };
    if complain(&assembled) {
        return 1;
    }
    let written = fs::create_dir_all(&arguments.out).and_then(|()| {
        assembled.lessons.iter().try_for_each(|(_, source)| {
            let file = arguments.out.join(format!("{}.lesson", source.lesson.id));
            fs::write(file, source.lesson.to_bytes())
        })
    });
    match written {
        Ok(()) => {
            println!("{} lessons in {}", assembled.lessons.len(), arguments.out.display());
            0
        }
        Err(error) => {
            eprintln!("{}: {error}", arguments.out.display());
            2
        }
    }
}

/// Writes a lesson to begin with.
pub fn run_new(arguments: &New) -> u8 {
    let stem = arguments.file.file_stem().unwrap_or_default().to_string_lossy();
    let id = stem.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('-');
    let text = include_str!("template.md").replace("{{id}}", id);
    let made = match arguments.file.parent() {
        Some(folder) => fs::create_dir_all(folder),
        None => Ok(()),
    };
    let mut options = fs::OpenOptions::new();
    let written = made.and_then(|()| {
        let mut file = options.write(true).create_new(true).open(&arguments.file)?;
        io::Write::write_all(&mut file, text.as_bytes())
    });
    match written {
        Ok(()) => {
            println!(
                "{}: written; `quorarium check --watch` proves it while you write",
                arguments.file.display()
            );
            0
        }
        Err(error) => {
            eprintln!("{}: {error}", arguments.file.display());
            2
        }
    }
}

/// Prints what is wrong with the files as they stand; whether anything is.
fn complain(assembled: &Assembled) -> bool {
    for (path, complaint) in &assembled.wrong {
        eprintln!("{path}:{}: {}", complaint.line, complaint.message);
    }
    !assembled.wrong.is_empty()
}

/// Reads lessons. Those of a course are read as a whole, so that their links and terms are known: what is wrong is told
/// of those that were asked for.
fn read(paths: &[PathBuf]) -> Option<Assembled> {
    let mut wanted = Vec::new();
    let mut all = Vec::new();
    for path in paths {
        if let Err(error) = gather(path, &mut wanted) {
            eprintln!("{}: {error}", path.display());
            return None;
        }
        let found = course_of(path);
        if let Err(error) = gather(found.as_deref().unwrap_or(path), &mut all) {
            eprintln!("{}: {error}", path.display());
            return None;
        }
    }
    wanted.sort();
    all.sort();
    all.dedup();
    let mut files = Vec::new();
    for path in all {
        match fs::read_to_string(&path) {
            Ok(text) => files.push(File { path: slashes(&path), text: text.replace("\r\n", "\n") }),
            Err(error) => {
                eprintln!("{}: {error}", path.display());
                return None;
            }
        }
    }
    let wanted: Vec<String> = wanted.iter().map(|path| slashes(path)).collect();
    let mut assembled = assemble(&files);
    assembled.lessons.retain(|(path, _)| wanted.contains(path));
    assembled.wrong.retain(|(path, _)| wanted.contains(path) || path.ends_with(".toml"));
    if wanted.iter().all(|path| !path.ends_with(".md")) {
        eprintln!("there is no lesson: a lesson is a file that ends in .md");
        return None;
    }
    Some(assembled)
}

/// The folder of the course that a path belongs to: the nearest one above it with a `course.toml`.
fn course_of(path: &Path) -> Option<PathBuf> {
    let whole = path.canonicalize().ok()?;
    let course = whole.ancestors().find(|folder| folder.join("course.toml").is_file())?;
    // It is named as the path is, so that complaints are.
    let below = whole.strip_prefix(course).ok()?.components().count();
    let mut named = path.to_path_buf();
    for _ in 0..below {
        named = match named.parent() {
            Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
            Some(parent) if named.file_name().is_some() => parent.to_path_buf(),
            _ => named.join(".."),
        };
    }
    Some(named)
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The lessons of a folder and what is below it, with its `course.toml`; or the one file.
fn gather(path: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        fs::metadata(path)?;
        found.push(path.to_path_buf());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        let is_meant = path.extension().is_some_and(|ending| ending == "md")
            || path.file_name().is_some_and(|name| name == "course.toml");
        if path.is_dir() {
            gather(&path, found)?;
        } else if is_meant {
            found.push(path);
        }
    }
    Ok(())
}

/// What the files hold.
fn texts(paths: &[PathBuf]) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for path in paths {
        // A file that is being written anew is back at the next look.
        let _ = gather(path, &mut files);
    }
    files.sort();
    let text = |path: PathBuf| fs::read_to_string(&path).ok().map(|text| (path, text));
    files.into_iter().filter_map(text).collect()
}
