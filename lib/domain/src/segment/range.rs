//! Comparisons of whole numbers as AND and OR of the planes that hold their bits.
use super::query::Node;
use crate::survey::BitSlices;

/// Who matches always, and who never.
const fn always() -> Node {
    Node::All(Vec::new())
}

const fn never() -> Node {
    Node::Any(Vec::new())
}

/// Followers whose number lies between `from` and `to`, both included; with `negated`, those outside of it. Whose
/// number is not known is in neither: `known` says whose is.
pub(super) fn between(
    slices: BitSlices,
    known: Node,
    from: Option<i64>,
    to: Option<i64>,
    negated: bool,
) -> Node {
    let outside = |bound: Option<i64>, step: i64, compare: fn(BitSlices, i64) -> Node| {
        bound.and_then(|bound| bound.checked_add(step)).map_or(never(), |bound| compare(slices, bound))
    };
    if negated {
        let parts = [outside(from, -1, at_most), outside(to, 1, at_least)];
        return Node::all(vec![known, Node::any(parts.into())]);
    }
    let lowest = from.map_or(always(), |from| at_least(slices, from));
    let highest = to.map_or(always(), |to| at_most(slices, to));
    Node::all(vec![known, lowest, highest])
}

fn at_least(slices: BitSlices, value: i64) -> Node {
    if value > slices.largest() {
        return never();
    }
    compare(slices, value.saturating_sub(slices.base).max(0), true)
}

fn at_most(slices: BitSlices, value: i64) -> Node {
    if value < slices.base {
        return never();
    }
    let largest = slices.largest();
    compare(slices, largest - value.min(largest), false) // counted down from the largest, with every bit turned
}

/// `number >= offset`, from the lowest bit up: a set bit of `offset` has to be matched, a clear one can be beaten.
/// With `bit` false every plane is read as its complement.
fn compare(slices: BitSlices, offset: i64, bit: bool) -> Node {
    let mut node = always();
    for (index, plane) in slices.planes().enumerate() {
        let plane = Node::Plane(plane, bit);
        node = match (offset >> index & 1 == 1, node == always()) {
            (true, true) => plane,
            (true, false) => Node::all(vec![plane, node]),
            (false, true) => node,
            (false, false) => Node::any(vec![plane, node]),
        };
    }
    node
}
