//! Tables as text (R-C1): one CSV for spreadsheets, in which no cell is a formula, and one that loses nothing.
mod read;

pub use read::{BrokenTable, ReadRows, read_rows};

use std::borrow::Cow;

/// Begins the spreadsheet's file, so that programs take it for UTF-8.
pub const BOM: &[u8] = b"\xef\xbb\xbf";

/// Which CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Csv {
    /// For spreadsheets: every cell quoted, formulas defused.
    Spreadsheet,
    /// After RFC 4180, quoted where it has to be; reads back byte by byte.
    Lossless,
}

/// Adds a row; it ends with CR and LF in both.
pub fn write_row<'a>(out: &mut Vec<u8>, csv: Csv, cells: impl IntoIterator<Item = Cow<'a, str>>) {
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        match csv {
            Csv::Spreadsheet => quote(out, &defused(&cell)),
            Csv::Lossless if cell.contains(['"', ',', '\r', '\n']) => quote(out, &cell),
            Csv::Lossless => out.extend(cell.as_bytes()),
        }
    }
    out.extend(b"\r\n");
}

fn quote(out: &mut Vec<u8>, cell: &str) {
    out.push(b'"');
    out.extend(cell.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}

/// A cell that spreadsheets would take for a formula gets a leading apostrophe. Full-width signs count too: some
/// programs read them like the others.
pub fn defused(cell: &str) -> Cow<'_, str> {
    const SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if cell.starts_with(SIGNS) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(csv: Csv, cells: &[&str]) -> String {
        let mut out = Vec::new();
        write_row(&mut out, csv, cells.iter().map(|cell| Cow::Borrowed(*cell)));
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn no_cell_of_a_spreadsheet_begins_like_a_formula() {
        for sign in ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"] {
            for rest in ["1+1", "cmd|' /C calc'!A0", "HYPERLINK(\"http://x\")", "\"=1", "\n=1", ""] {
                let written = row(Csv::Spreadsheet, &[&format!("{sign}{rest}")]);
                assert!(written.starts_with("\"'"), "{written:?}");
                assert!(written.ends_with("\"\r\n"));
            }
        }
        assert_eq!(row(Csv::Spreadsheet, &["川崎", "1", ""]), "\"川崎\",\"1\",\"\"\r\n");
    }

    #[test]
    fn the_lossless_table_quotes_where_it_has_to() {
        assert_eq!(row(Csv::Lossless, &["=1", "a\"b", "c,d", "e\nf"]), "=1,\"a\"\"b\",\"c,d\",\"e\nf\"\r\n");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_lossless_table_reads_back_whole_in_pieces_of_any_size(
            cells in prop::collection::vec(prop::collection::vec("[a=,\"\r\n あ]{0,6}", 2), 1..8),
            piece in 1_usize..64,
        ) {
            let mut bytes = Vec::new();
            for row in &cells {
                write_row(&mut bytes, Csv::Lossless, row.iter().map(|cell| Cow::Borrowed(&**cell)));
            }
            let (mut found, mut from, mut size) = (Vec::new(), 0, piece);
            while from < bytes.len() {
                let to = (from + size).min(bytes.len());
                let read = read_rows(&bytes[from..to], to == bytes.len(), 100).unwrap();
                size = if read.bytes == 0 { size * 2 } else { piece };
                from += read.bytes;
                found.extend(read.rows.into_iter().map(Result::unwrap));
            }
            prop_assert_eq!(found, cells);
        }
    }
}
