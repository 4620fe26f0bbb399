//! The fenced blocks of a Markdown page.

/// A block between two fences.
pub struct Block {
    /// The first word behind the opening fence; empty without one.
    pub language: String,
    /// The lines between the fences.
    pub text: String,
    /// Number of the line of the opening fence, from one.
    pub line: usize,
    /// The path in `<!-- file: path -->` on the line before.
    pub copy_of: Option<String>,
}

/// Every block of a page, in order.
pub fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    let mut before = "";
    for (at, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, Some(info)) => {
                let language = info.split([',', ' ']).next().unwrap_or_default().to_owned();
                open = Some(Block { language, text: String::new(), line: at + 1, copy_of: copied(before) });
            }
            (None, None) => before = line,
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

/// The page with every copy of a file filled in anew.
pub fn with_copies(page: &str, file: impl Fn(&str) -> String) -> String {
    let copies: Vec<(usize, String)> =
        blocks(page).into_iter().filter_map(|block| Some((block.line, file(&block.copy_of?)))).collect();
    let mut out = String::new();
    let mut inside = false;
    for (at, line) in page.lines().enumerate() {
        inside &= !line.starts_with("```");
        if !inside {
            out.push_str(line);
            out.push('\n');
        }
        if let Some((_, text)) = copies.iter().find(|(opening, _)| *opening == at + 1) {
            out.push_str(text);
            inside = true;
        }
    }
    out
}

fn copied(line: &str) -> Option<String> {
    Some(line.strip_prefix("<!-- file: ")?.strip_suffix(" -->")?.to_owned())
}
