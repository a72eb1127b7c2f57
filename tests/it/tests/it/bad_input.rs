//! Input that nobody should send: each piece is refused as designed, no function stumbles, and nothing else changes.

mod conditions;
mod deliveries;
mod forged;
mod signed;
mod webhooks;

/// Texts that have broken other programs.
pub const NAUGHTY: [&str; 20] = [
    "\u{0}",
    "a\u{0}b\u{1}\u{1f}\u{7f}\u{85}",
    "\r\n\t\u{b}\u{c}",
    "\u{feff}BOM",
    "\u{202e}ぎゃくむき\u{202c}",
    "\u{2028}\u{2029}",
    "👨‍👩‍👧‍👦🏳️‍🌈👩🏽‍🚒",
    "𠮷野家で𩸽",
    "Z̷͎͝a̴͇͛l̶̜͝g̸̠̈́o̷̫͆",
    "\u{fdd0}\u{ffff}\u{10ffff}",
    "' OR 1=1; DROP TABLE followers; --",
    "<script>alert(1)</script>",
    "${jndi:ldap://127.0.0.1/a}",
    "{{7*7}} {user} %s %n %x",
    "../../../../etc/passwd",
    "\\\"\\u0000\\",
    "NaN Infinity -0 1e309 0x1F",
    "null undefined true None",
    "ｶﾜｻｷ ㍻ ㈱ ﷽",
    "ÅÅ が が",
];
