//! The example book and small books of one chapter, built by mdBook as a library: what became of every block.

#[path = "../examples/book/building.rs"]
mod building;

use mdbook_driver::MDBook;
use mdbook_quorarium::Quorarium;
use quorarium::web::link::{Link, Source};
use std::fs;
use std::path::{Path, PathBuf};

/// The example book for the tests in a browser goes elsewhere: each test has a folder of its own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    folder
}

/// A book of one chapter in a folder of its own, built; what came out, or what was complained of.
fn built(name: &str, toml: &str, chapter: &str) -> Result<String, String> {
    let folder = folder(name);
    fs::create_dir_all(folder.join("src/deep")).unwrap();
    fs::write(folder.join("book.toml"), toml).unwrap();
    fs::write(folder.join("src/SUMMARY.md"), "# Summary\n\n- [One](deep/one.md)\n").unwrap();
    fs::write(folder.join("src/deep/one.md"), chapter).unwrap();
    let mut book = MDBook::load(&folder).map_err(|problem| format!("{problem:#}"))?;
    book.with_preprocessor(Quorarium);
    book.build().map_err(|problem| format!("{problem:#}"))?;
    let ending = if toml.contains("[output.markdown]") { "md" } else { "html" };
    Ok(fs::read_to_string(folder.join(format!("book/deep/one.{ending}"))).unwrap())
}

const PAGE: &str = "[preprocessor.quorarium]\npage = \"https://example.org/q\"\n";

fn attribute<'h>(element: &'h str, name: &str) -> Option<&'h str> {
    let start = element.find(&format!(" {name}=\""))? + name.len() + 3;
    element[start..].split('"').next()
}

#[test]
fn every_block_of_the_example_book_is_an_element_with_its_still() {
    let folder = folder("example");
    building::build(&folder, None).unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/book/src");
    let pages = [
        ("README.md", "index.html", ""),
        ("majority.md", "majority.html", ""),
        ("raft/cut-off.md", "raft/cut-off.html", "../"),
        ("order.md", "order.html", ""),
    ];
    for (chapter, page, root) in pages {
        let blocks = fs::read_to_string(source.join(chapter)).unwrap();
        let blocks: Vec<&str> =
            blocks.lines().filter(|line| line.contains("```quorarium")).collect();
        let html = fs::read_to_string(folder.join(page)).unwrap();
        let elements: Vec<&str> = html.split("<quorarium-stage").skip(1).collect();
        assert_eq!((elements.len(), blocks.is_empty()), (blocks.len(), false), "{page}");
        assert!(!html.contains("language-quorarium") && !html.contains("```"), "{page}");
        let script = format!("<script src=\"{root}play/embed.js\" defer");
        assert_eq!(html.matches(&script).count(), 1, "{page}");
        for (element, block) in elements.iter().zip(blocks) {
            let (element, _) = element.split_once("</quorarium-stage>").unwrap();
            assert!(element.contains(&format!("<a href=\"{root}play/index.html#/")), "{page}");
            let still =
                [("still=text", "<pre><code"), ("still=mermaid", "<pre class=\"mermaid\">")];
            let still = still.iter().find(|(option, _)| block.contains(option));
            let still = still.map_or("<img src=\"data:image/svg+xml,%3Csvg", |(_, still)| still);
            let is_lesson = block.contains("lesson=");
            assert_eq!(element.contains(still), !is_lesson, "{page}: {block}");
            for option in block.split_whitespace().filter(|option| !option.contains('"')) {
                if let Some((name @ ("scenario" | "step" | "lesson" | "faults"), value)) =
                    option.split_once('=')
                {
                    assert_eq!(attribute(element, name), Some(value), "{page}: {block}");
                }
            }
            assert!(attribute(element, "label").is_some_and(|label| !label.is_empty()));
        }
    }
    assert!(folder.join("print.html").exists());
}

#[test]
fn a_scenario_in_the_block_is_packed_as_the_page_reads_it() {
    let scenario = "title Mine \"&\" <yours>\ncluster raft 3\nseed 9\n\nstep 12\n";
    let chapter = format!("before\n```quorarium step=4 view=tables\n{scenario}```\nafter *this*\n");
    let html = built("packed", PAGE, &chapter).unwrap();
    let named = attribute(&html, "scenario").unwrap();
    let packed = named.strip_prefix("raft?").unwrap();
    let (link, problems) = Link::parse(packed);
    let Some(Source::Packed(bytes)) = link.source else { panic!("{named}") };
    let text = miniz_oxide::inflate::decompress_to_vec(&bytes).unwrap();
    assert_eq!((&*text, problems.len()), (scenario.as_bytes(), 0));
    assert_eq!(attribute(&html, "step"), Some("4"));
    assert_eq!(attribute(&html, "view"), Some("tables"));
    assert_eq!(attribute(&html, "label"), Some("Mine &quot;&amp;&quot; &lt;yours&gt;"));
    assert!(
        html.contains(&format!(
            "href=\"https://example.org/q/index.html#/lab/raft?{packed}&amp;k=4"
        ))
    );
    assert!(html.contains("<script src=\"https://example.org/q/embed.js\" defer"));
    assert!(html.contains("after <em>this</em>"), "what follows is still Markdown");
}

#[test]
fn a_block_in_a_list_and_in_a_quotation_stays_there() {
    let block = "```quorarium scenario=raft/figure-8 step=5 still=text";
    let chapter = format!("1. one\n\n   {block}\n   ```\n\n2. two\n\n> {block}\n> ```\n> *end*\n");
    let html = built("nested", PAGE, &chapter).unwrap();
    assert_eq!(html.matches("<quorarium-stage").count(), 2);
    assert_eq!(html.matches("<ol>").count(), 1, "the list goes on after the block");
    assert_eq!(html.matches("<blockquote>").count(), 1);
    assert!(html.contains("<em>end</em>"));
}

#[test]
fn other_renderers_get_the_still_alone() {
    let toml = format!("{PAGE}still = \"text\"\n[output.markdown]\n");
    let block = "> ```quorarium scenario=raft/figure-8 step=5";
    let chapter = format!("{block}\n> ```\n\n{} still=mermaid\n> ```\n", block);
    let read = built("markdown", &toml, &chapter).unwrap();
    assert!(read.contains("> ```text\n> Figure 8"), "{read}");
    assert!(read.contains("> ```mermaid\n> sequenceDiagram\n"), "{read}");
    assert!(read.contains("](<https://example.org/q/index.html#/lab/raft?scenario=figure-8&k=5"));
    assert!(!read.contains("quorarium-stage") && !read.contains("<script"));
    // Without a page there is nothing to link to, and nothing is missing.
    let read = built("bare", "[output.markdown]\n[preprocessor.quorarium]\n", &chapter).unwrap();
    assert!(read.contains("![Figure 8") && read.contains("(data:image/svg+xml,"), "{read}");
    assert!(!read.contains("index.html"));
}

#[test]
fn what_is_wrong_fails_the_build_with_its_file_and_line() {
    let cases = [
        ("scenario=raft/figure-9", "", "unknown scenario of raft \"figure-9\", did you mean"),
        ("scenario=raf/figure-8", "", "unknown protocol \"raf\""),
        ("scenario=raft", "", "\"raft\" is no scenario's name"),
        ("scenario=raft/figure-8 step=9999", "", "there is no step 9999: the last is step 125"),
        ("scenario=raft/figure-8 step=x", "", "step is the number of a step, not \"x\""),
        ("scenario=raft/figure-8 stp=5", "", "unknown option \"stp\", did you mean \"step\"?"),
        ("scenario=raft/figure-8 step=5 step=6", "", "step is there twice"),
        ("scenario=raft/figure-8 step", "", "\"step\" is no option"),
        ("scenario=raft/figure-8 label=\"a", "", "the value of label lacks its closing quote"),
        ("scenario=raft/figure-8 theme=drak", "", "unknown value of theme \"drak\""),
        ("scenario=raft/figure-8 panels=logs,x", "", "unknown value of panels \"x\""),
        ("scenario=raft/figure-8 height=tall", "", "height is a number of pixels"),
        ("scenario=raft/figure-8 from=3", "", "from is the first step of a sequence diagram"),
        ("scenario=raft/figure-8", "cluster raft 3\n", "the block shows one thing"),
        ("step=3", "", "the block shows nothing"),
        ("", "cluster raft 3\ncrsh A\n", "scenario:2:1: unknown statement \"crsh\""),
        ("", "cluster raft 3\nexpect A.role = leader\n", "scenario:2: expected"),
        ("lesson=quorums/99", "", "there is no part 99"),
        ("lesson=nothing", "", "unknown lesson \"nothing\""),
    ];
    let chapter: String = cases
        .iter()
        .map(|(options, body, _)| format!("```quorarium {options}\n{body}```\n\n"))
        .collect();
    let complaint = built("wrong", PAGE, &chapter).unwrap_err();
    let mut line = 1;
    for (options, body, expected) in cases {
        let place = format!("src/deep/one.md:{line}: ");
        let found = complaint.lines().any(|it| it.starts_with(&place) && it.contains(expected));
        assert!(found, "{options}: {place}{expected} is missing in\n{complaint}");
        line += body.lines().count() + 3;
    }
    assert_eq!(complaint.lines().count(), cases.len(), "{complaint}");
    let comma = "```quorarium,step=3\n```\n";
    assert!(built("comma", PAGE, comma).unwrap_err().contains("comes a space"));
}

#[test]
fn a_wrong_table_in_book_toml_fails_the_build() {
    let chapter = "```quorarium scenario=raft/figure-8\n```\n";
    let cases = [
        ("", "write page = "),
        ("page = \"javascript:x\"", "page is the address of the folder"),
        ("page = \"play/\"\nhight = 3", "unknown key \"hight\", did you mean \"height\"?"),
        ("page = \"play/\"\nheight = 3", "height is a number of pixels"),
    ];
    for (lines, expected) in cases {
        let toml = format!("[preprocessor.quorarium]\n{lines}\n");
        let complaint = built("table", &toml, chapter).unwrap_err();
        assert!(complaint.contains(expected), "{complaint}");
    }
}

#[test]
fn the_program_speaks_with_mdbook() {
    let program = env!("CARGO_BIN_EXE_mdbook-quorarium");
    let toml = format!("{PAGE}command = '{program}'\nheight = 420\n");
    let folder = folder("program");
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("book.toml"), toml).unwrap();
    fs::write(folder.join("src/SUMMARY.md"), "- [One](one.md)\n").unwrap();
    let chapter = |options: &str| {
        fs::write(folder.join("src/one.md"), format!("```quorarium {options}\n```\n")).unwrap();
        MDBook::load(&folder).unwrap().build()
    };
    chapter("scenario=raft/figure-8 step=5").unwrap();
    let html = fs::read_to_string(folder.join("book/one.html")).unwrap();
    assert_eq!(attribute(&html, "height"), Some("420"));
    assert!(chapter("scenario=raft/figure-8 step=5000").is_err());
}
