//! Reads CSV piece by piece: whole rows come out, and how many bytes they were, so that a reader can stop and go on.
use thiserror::Error;

/// A quote that nothing closes, or text behind a closed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the table's quotes do not fit in the row behind the first {rows_before}")]
pub struct BrokenTable {
    /// How many rows of the piece are whole before it.
    pub rows_before: usize,
}

struct BadQuotes;

/// Whole rows from the beginning of a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRows {
    /// The cells of each row; an error is a row that is not UTF-8. An empty line is no row.
    pub rows: Vec<Result<Vec<String>, std::string::FromUtf8Error>>,
    /// How many bytes they are: where the next piece begins.
    pub bytes: usize,
}

/// Reads at most `most` rows. `last` says that the table ends with this piece, so that a row without a line's end
/// counts as one. Lines may end with LF or CR and LF.
pub fn read_rows(piece: &[u8], last: bool, most: usize) -> Result<ReadRows, BrokenTable> {
    let mut read = ReadRows { rows: Vec::new(), bytes: 0 };
    while read.rows.len() < most && read.bytes < piece.len() {
        let next = row(&piece[read.bytes..], last);
        let next = next.map_err(|BadQuotes| BrokenTable { rows_before: read.rows.len() })?;
        let Some((cells, length)) = next else { break };
        read.bytes += length;
        let is_empty_line = cells.len() == 1 && cells[0].is_empty();
        if !is_empty_line || piece[read.bytes - length] == b'"' {
            read.rows.push(cells.into_iter().map(String::from_utf8).collect());
        }
    }
    Ok(read)
}

/// The bytes of each cell, and how many bytes the row has.
type Row = (Vec<Vec<u8>>, usize);

/// The first row and its length; `None` when it is not whole.
fn row(bytes: &[u8], last: bool) -> Result<Option<Row>, BadQuotes> {
    let (mut cells, mut at) = (Vec::new(), 0);
    loop {
        let Some((cell, end)) = cell(&bytes[at..], last)? else { return Ok(None) };
        cells.push(cell);
        at += end;
        match bytes.get(at) {
            Some(b',') => at += 1,
            Some(b'\n') => return Ok(Some((cells, at + 1))),
            Some(b'\r') if bytes.get(at + 1) == Some(&b'\n') => return Ok(Some((cells, at + 2))),
            None if last => return Ok(Some((cells, at))),
            // A lone CR at the end of a piece may be the first half of a line's end.
            Some(b'\r') if at + 1 == bytes.len() && !last => return Ok(None),
            None => return Ok(None),
            Some(_) => return Err(BadQuotes),
        }
    }
}

/// A cell and where it ends.
fn cell(bytes: &[u8], last: bool) -> Result<Option<(Vec<u8>, usize)>, BadQuotes> {
    if bytes.first() != Some(&b'"') {
        let ends = |at: &usize| match bytes[*at] {
            b',' | b'\n' => true,
            b'\r' => bytes.get(at + 1).is_none_or(|next| *next == b'\n'),
            _ => false,
        };
        let end = (0..bytes.len()).find(ends);
        let end = if last { Some(end.unwrap_or(bytes.len())) } else { end };
        return Ok(end.map(|end| (bytes[..end].to_vec(), end)));
    }
    let (mut text, mut at) = (Vec::new(), 1);
    while let Some(byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'"', Some(b'"')) => {
                text.push(b'"');
                at += 2;
            }
            (b'"', None) if !last => return Ok(None),
            (b'"', _) => return Ok(Some((text, at + 1))),
            (other, _) => {
                text.push(*other);
                at += 1;
            }
        }
    }
    if last { Err(BadQuotes) } else { Ok(None) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, last: bool) -> (Vec<Vec<String>>, usize) {
        let read = read_rows(text.as_bytes(), last, 100).unwrap();
        (read.rows.into_iter().map(Result::unwrap).collect(), read.bytes)
    }

    #[test]
    fn only_whole_rows_are_read_and_the_rest_waits() {
        let expect = |rows: &[&[&str]]| -> Vec<Vec<String>> {
            rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
        };
        assert_eq!(rows("a,b\r\nc", false), (expect(&[&["a", "b"]]), 5));
        assert_eq!(rows("a,b\nc", true), (expect(&[&["a", "b"], &["c"]]), 5));
        assert_eq!(rows("\"a\nb\",\"c\"\"d\"\n\n", true), (expect(&[&["a\nb", "c\"d"]]), 14));
        assert_eq!(rows("\"a", false), (expect(&[]), 0));
        assert_eq!(rows("a\r", false), (expect(&[]), 0));
        assert_eq!(rows("\"\"\n", true), (expect(&[&[""]]), 3));
    }

    #[test]
    fn quotes_that_do_not_fit_are_refused_and_other_bytes_are_one_rows_fault() {
        assert_eq!(read_rows(b"\"a", true, 9), Err(BrokenTable { rows_before: 0 }));
        assert_eq!(read_rows(b"a\n\"a\"b,c\n", true, 9), Err(BrokenTable { rows_before: 1 }));
        let read = read_rows(b"\x83\x41,b\nc,d\n", true, 9).unwrap();
        assert!(read.rows[0].is_err() && read.rows[1].is_ok());
    }
}
