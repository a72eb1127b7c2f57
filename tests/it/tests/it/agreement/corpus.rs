//! Valid messages changed at random, mostly at LINE's limits: the same corpus for the same seed.

use serde_json::{Map, Value, json};

use super::samples;

/// Lengths and counts on both sides of each limit.
const SIZES: [usize; 34] = [
    0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 20, 21, 30, 31, 40, 41, 50, 51, 60, 61, 100, 101, 120, 121, 160,
    161, 240, 241, 300, 301, 400, 401, 1_000,
];
const LONG: [usize; 6] = [1_001, 1_500, 1_501, 2_000, 5_000, 5_001];
const NUMBERS: [f64; 16] = [
    -180.1,
    -90.0,
    -1.0,
    0.0,
    0.5,
    1.0,
    2.0,
    90.1,
    180.0,
    1_040.0,
    1_041.0,
    65_535.0,
    65_536.0,
    2_147_483_648.0,
    4_294_967_296.0,
    1e300,
];
const WORDS: [&str; 62] = [
    "",
    "none",
    "xs",
    "md",
    "5xl",
    "full",
    "12px",
    "-5px",
    "50%",
    "px",
    "1.5px",
    "huge",
    "light",
    "semi-bold",
    "#FFFFFF",
    "#FFFFFF00",
    "#fff",
    "red",
    "20:13",
    "1:3",
    "1:4",
    "0:1",
    "1.5:1",
    "16:9:1",
    "45deg",
    "mega",
    "nano",
    "carousel",
    "bubble",
    "box",
    "baseline",
    "vertical",
    "icon",
    "filler",
    "video",
    "separator",
    "camera",
    "richmenuswitch",
    "uri",
    "LINE",
    "ONLINE",
    "line",
    "Ｌine",
    "2026-02-29",
    "2028-02-29",
    "2026-04-01T24:00",
    "2026-04-01t23:59",
    "23:60",
    "00:00",
    "http://city.example.jp",
    "https:city.example.jp",
    "https:///a",
    "https://city.example.jp/地図",
    "tel:044",
    "tel:",
    "line://",
    "javascript:alert(1)",
    "{sun}",
    "{{",
    "}",
    "openKeyboard",
    "time",
];
/// Properties of LINE that may be grafted onto anything, with a plausible value.
const KEYS: [&str; 24] = [
    "size",
    "margin",
    "flex",
    "align",
    "color",
    "action",
    "label",
    "text",
    "title",
    "thumbnailImageUrl",
    "displayText",
    "position",
    "offsetStart",
    "spacing",
    "wrap",
    "maxLines",
    "contents",
    "quickReply",
    "sender",
    "altUri",
    "min",
    "max",
    "fillInText",
    "aspectRatio",
];

/// SplitMix64; not for secrets.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn one_of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }
}

/// An endless corpus.
pub struct Corpus {
    random: Random,
    seeds: Vec<Value>,
}

impl Corpus {
    /// The same for the same seed.
    pub fn new(seed: u64) -> Self {
        Self { random: Random(seed), seeds: samples::all() }
    }

    /// One or two messages with up to three changes, some without any.
    pub fn messages(&mut self) -> Value {
        let Self { random, seeds } = self;
        let count = 1 + random.below(8) / 6;
        let mut made: Vec<Value> = (0..count).map(|_| random.one_of(seeds)).collect();
        for _ in 0..random.below(4) {
            let place = random.below(made.len());
            change(&mut made[place], random, seeds);
        }
        made.into()
    }
}

/// Changes one value of the message.
fn change(message: &mut Value, random: &mut Random, seeds: &[Value]) {
    let mut pointers = Vec::new();
    collect(message, String::new(), &mut pointers);
    let pointer = random.one_of(&pointers);
    let dice = random.below(100);
    if dice < 15 && !pointer.is_empty() {
        return remove(message, &pointer);
    }
    let Some(place) = message.pointer_mut(&pointer) else { return };
    if dice < 22 {
        *place = graft(random, seeds);
    } else if dice < 26 {
        *place = random.one_of(&[json!(null), json!(true), json!(1), json!("x"), json!({}), json!([])]);
    } else {
        *place = similar(place, random, seeds);
    }
}

/// A part of another valid message.
fn graft(random: &mut Random, seeds: &[Value]) -> Value {
    let donor = random.one_of(seeds);
    let mut pointers = Vec::new();
    collect(&donor, String::new(), &mut pointers);
    donor.pointer(&random.one_of(&pointers)).cloned().unwrap_or_default()
}

/// Another value of the same JSON type, at a limit where that makes sense.
fn similar(value: &Value, random: &mut Random, seeds: &[Value]) -> Value {
    match value {
        Value::String(text) => text_like(text, random),
        Value::Number(_) => {
            let number = random.one_of(&NUMBERS);
            if number.fract() == 0.0 && number.abs() < 1e15 { json!(number as i64) } else { json!(number) }
        }
        Value::Bool(on) => json!(!on),
        Value::Null => json!(0),
        Value::Array(list) => resized(list, random, seeds),
        Value::Object(fields) => {
            let mut fields: Map<String, Value> = fields.clone();
            fields.insert(random.one_of(&KEYS).to_owned(), plausible(random));
            fields.into()
        }
    }
}

fn plausible(random: &mut Random) -> Value {
    match random.below(5) {
        0 => json!(random.below(3)),
        1 => json!({ "type": "uri", "label": "開く", "uri": samples::URL }),
        2 => json!(samples::URL),
        _ => json!(random.one_of(&WORDS)),
    }
}

fn text_like(text: &str, random: &mut Random) -> Value {
    let size = if random.below(4) == 0 { random.one_of(&LONG) } else { random.one_of(&SIZES) };
    if text.starts_with("http") && random.below(2) == 0 {
        return json!(format!("{:a<size$}", "https://city.example.jp/"));
    }
    match random.below(6) {
        0 => json!("a".repeat(size)),
        1 => json!("𠮷".repeat(size / 2) + &"あ".repeat(size % 2)),
        2 if size < 1_000 => json!("👨‍👩‍👧".repeat(size)),
        3 => json!(format!("{text}\u{7}")),
        _ => json!(random.one_of(&WORDS)),
    }
}

fn resized(list: &[Value], random: &mut Random, seeds: &[Value]) -> Value {
    let size = random.one_of(&SIZES[..19]);
    let pool: Vec<Value> = list.first().cloned().into_iter().chain([graft(random, seeds)]).collect();
    let filling = pool[0].clone();
    let mut made: Vec<Value> = (0..size).map(|place| list.get(place).unwrap_or(&filling).clone()).collect();
    if random.below(6) == 0 {
        made.extend(pool.last().cloned());
    }
    made.into()
}

/// The JSON pointers of all values of a message, what is inside before what holds it.
pub fn collect(value: &Value, pointer: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, inner)| collect(inner, format!("{pointer}/{key}"), pointers));
        }
        Value::Array(list) => {
            list.iter()
                .enumerate()
                .for_each(|(place, inner)| collect(inner, format!("{pointer}/{place}"), pointers));
        }
        _ => {}
    }
    pointers.push(pointer);
}

fn remove(message: &mut Value, pointer: &str) {
    let Some((parent, key)) = pointer.rsplit_once('/') else { return };
    match message.pointer_mut(parent) {
        Some(Value::Object(fields)) => drop(fields.remove(key)),
        Some(Value::Array(list)) => drop(key.parse().ok().map(|place: usize| list.remove(place))),
        _ => {}
    }
}
