//! The fault bench. Each scenario runs for many seeds against whole cities with real processes; `mutations` then
//! shows that the judge sees seeded bugs.

mod killed;
