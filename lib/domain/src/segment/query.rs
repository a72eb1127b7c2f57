//! A compiled condition: AND and OR over planes, evaluated 64 followers to a word.
use crate::survey::PlaneNumber;

/// A tree without NOT: negation stands at the leaves as "bit is clear".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// The bit of this plane is as given.
    Plane(PlaneNumber, bool),
    /// Every one of them; without any, everybody.
    All(Vec<Node>),
    /// Any one of them; without any, nobody.
    Any(Vec<Node>),
}

impl Node {
    /// A conjunction with inner conjunctions merged; leaves stand first.
    pub(super) fn all(parts: Vec<Node>) -> Node {
        Self::group(parts, Self::All, |part| match part {
            Self::All(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// A disjunction with inner disjunctions merged; leaves stand first.
    pub(super) fn any(parts: Vec<Node>) -> Node {
        Self::group(parts, Self::Any, |part| match part {
            Self::Any(inner) => Ok(inner),
            other => Err(other),
        })
    }

    fn group(
        parts: Vec<Node>,
        wrap: fn(Vec<Node>) -> Node,
        open: fn(Node) -> Result<Vec<Node>, Node>,
    ) -> Node {
        let merged = parts.into_iter().flat_map(|part| open(part).unwrap_or_else(|other| vec![other]));
        let mut merged: Vec<Node> = merged.collect();
        merged.sort_by_key(|part| !matches!(part, Self::Plane(..)));
        if merged.len() == 1 { merged.remove(0) } else { wrap(merged) }
    }

    /// Writes the words of the matching followers, unmasked.
    fn evaluate<const N: usize>(&self, planes: &impl Planes<N>, out: &mut [u64; N]) {
        match self {
            Self::Plane(plane, set) => {
                out.fill(if *set { 0 } else { u64::MAX });
                fold_plane(planes, *plane, out, |word, bits| *word = if *set { bits } else { !bits });
            }
            Self::All(parts) => {
                out.fill(u64::MAX);
                for part in parts {
                    part.narrow(planes, out);
                }
            }
            Self::Any(parts) => {
                out.fill(0);
                for part in parts {
                    part.widen(planes, out);
                }
            }
        }
    }

    /// `out &= self`
    fn narrow<const N: usize>(&self, planes: &impl Planes<N>, out: &mut [u64; N]) {
        match self {
            Self::Plane(plane, true) if planes.get(*plane).is_none() => out.fill(0),
            Self::Plane(plane, true) => fold_plane(planes, *plane, out, |word, bits| *word &= bits),
            Self::Plane(plane, false) => fold_plane(planes, *plane, out, |word, bits| *word &= !bits),
            Self::All(parts) => parts.iter().for_each(|part| part.narrow(planes, out)),
            Self::Any(_) => {
                let mut inner = [0; N];
                self.evaluate(planes, &mut inner);
                out.iter_mut().zip(&inner).for_each(|(word, bits)| *word &= bits);
            }
        }
    }

    /// `out |= self`
    fn widen<const N: usize>(&self, planes: &impl Planes<N>, out: &mut [u64; N]) {
        match self {
            Self::Plane(plane, false) if planes.get(*plane).is_none() => out.fill(u64::MAX),
            Self::Plane(plane, false) => fold_plane(planes, *plane, out, |word, bits| *word |= !bits),
            Self::Plane(plane, true) => fold_plane(planes, *plane, out, |word, bits| *word |= bits),
            Self::Any(parts) => parts.iter().for_each(|part| part.widen(planes, out)),
            Self::All(_) => {
                let mut inner = [0; N];
                self.evaluate(planes, &mut inner);
                out.iter_mut().zip(&inner).for_each(|(word, bits)| *word |= bits);
            }
        }
    }
}

/// Folds an existing plane into `out`; an absent one is left to the caller.
#[inline]
fn fold_plane<const N: usize>(
    planes: &impl Planes<N>,
    plane: PlaneNumber,
    out: &mut [u64; N],
    fold: impl Fn(&mut u64, u64),
) {
    if let Some(bits) = planes.get(plane) {
        out.iter_mut().zip(bits).for_each(|(word, bits)| fold(word, *bits));
    }
}

/// Where a query reads N words of a plane from.
pub(super) trait Planes<const N: usize> {
    /// `None` when no follower here has a bit in it.
    fn get(&self, plane: PlaneNumber) -> Option<&[u64; N]>;
}

/// A condition compiled against a catalogue. Masked with `FOLLOWING`: whoever has blocked the account, and every
/// slot nobody occupies, is never matched. Only a count may ask for those who have blocked it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    root: Node,
}

impl Query {
    /// Every known follower who has not blocked the account.
    pub fn every_follower() -> Self {
        Self { root: Node::Plane(PlaneNumber::FOLLOWING, true) }
    }

    /// Testers who have blocked the account.
    pub fn blocked_testers() -> Self {
        let (tester, following) = (PlaneNumber::TESTER, PlaneNumber::FOLLOWING);
        Self::among_known(Node::all(vec![Node::Plane(tester, true), Node::Plane(following, false)]))
    }

    pub(super) fn among_following(node: Node) -> Self {
        Self { root: Node::all(vec![Node::Plane(PlaneNumber::FOLLOWING, true), node]) }
    }

    /// For a count that asks about friendship: everybody known, those who have blocked the account included.
    pub(super) fn among_known(node: Node) -> Self {
        Self { root: Node::all(vec![Node::Plane(PlaneNumber::OCCUPIED, true), node]) }
    }

    /// Writes the words of the matching followers.
    pub(super) fn evaluate<const N: usize>(&self, planes: &impl Planes<N>, out: &mut [u64; N]) {
        self.root.evaluate(planes, out);
    }
}
