//! Who keeps the city open: somebody must always be able to let others in.
use jiff::civil::Date;

use super::member::Member;
use super::{Role, Scope};

/// How long somebody can let others in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Keeps {
    /// Cannot: without the right or a password, stopped, or their last day is over.
    Never,
    /// Until their last day.
    ForNow,
    /// Without an end.
    ForGood,
}

fn keeps(member: &Member, today: Date) -> Keeps {
    // Whoever may not give every right to everybody could not open again what only others may.
    let may_all =
        member.scope == Scope::All && member.permissions.contains(Role::Administrator.permissions());
    if !member.is_administrator() || !may_all || member.password.is_none() {
        return Keeps::Never;
    }
    match member.expires_on {
        None => Keeps::ForGood,
        Some(last) if last >= today => Keeps::ForNow,
        Some(_) => Keeps::Never,
    }
}

/// Whether this change lets somebody keep the city open for less long than before.
pub fn weakens(before: &Member, next: &Member, today: Date) -> bool {
    keeps(next, today) < keeps(before, today)
}

/// How many keep the city open without an end. With one of them alone, the day on which they cannot come in is the day on
/// which nobody can be let in.
pub fn lasting_keepers<'a>(members: impl Iterator<Item = &'a Member>, today: Date) -> usize {
    members.filter(|member| keeps(member, today) == Keeps::ForGood).count()
}

/// Whether the city is as open with these people as it was with those: a last administrator is not taken away, and
/// neither is the last whose rights have no end, because the clock would then close the city some 31 March.
pub fn stays_open<'a>(
    those: impl Iterator<Item = &'a Member>,
    these: impl Iterator<Item = &'a Member>,
    today: Date,
) -> bool {
    let strongest = |now: Option<Keeps>| now.unwrap_or(Keeps::Never);
    let before = strongest(those.map(|member| keeps(member, today)).max());
    strongest(these.map(|member| keeps(member, today)).max()) >= before
}

#[cfg(test)]
mod tests {
    use super::super::{Login, Permission, Permissions, StaffId};
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2027, 3, 1);

    fn member(number: u128, role: Role) -> Member {
        let login = Login::parse(&format!("person{number}")).unwrap();
        let member =
            Member::new(StaffId::from_ulid(ulid::Ulid::from(number)), login, "高津".to_owned(), role);
        Member { password: Some("$argon2id$".to_owned()), ..member }
    }

    fn stays(those: &[Member], these: &[Member]) -> bool {
        stays_open(those.iter(), these.iter(), TODAY)
    }

    #[test]
    fn the_last_administrator_stays_and_so_does_the_last_without_an_end() {
        let (boss, other) = (member(1, Role::Administrator), member(2, Role::Administrator));
        let until_march = Member { expires_on: Some(date(2027, 3, 31)), ..other.clone() };
        let gone = Member { is_suspended: true, ..boss.clone() };
        assert!(stays(&[boss.clone(), other.clone()], &[gone.clone(), other.clone()]));
        assert!(!stays(&[boss.clone(), member(3, Role::Writer)], &[gone.clone(), member(3, Role::Writer)]));
        assert!(!stays(&[boss.clone(), until_march.clone()], &[gone.clone(), until_march.clone()]));
        assert!(!stays(&[other], std::slice::from_ref(&until_march)), "the clock would close the city");
        assert_eq!(
            lasting_keepers([&boss, &gone, &until_march, &member(3, Role::Writer)].into_iter(), TODAY),
            1
        );
        assert!(stays(&[gone], &[until_march]), "a city that was never open is only opened");
    }

    #[test]
    fn a_way_in_that_is_taken_weakens_and_nothing_else_does() {
        let boss = member(1, Role::Administrator);
        for weaker in [
            Member { is_suspended: true, ..boss.clone() },
            Member { password: None, ..boss.clone() },
            Member { permissions: Role::Writer.permissions(), ..boss.clone() },
            Member { permissions: Permissions::of(&[Permission::Users]), ..boss.clone() },
            Member { scope: Scope::Own, ..boss.clone() },
            Member { expires_on: Some(date(2027, 3, 31)), ..boss.clone() },
            Member { expires_on: Some(date(2027, 2, 28)), ..boss.clone() },
        ] {
            assert!(weakens(&boss, &weaker, TODAY), "{weaker:?}");
            assert!(!weakens(&weaker, &boss, TODAY));
        }
        let renamed = Member { name: "宮前".to_owned(), departments: Vec::new(), ..boss.clone() };
        assert!(!weakens(&boss, &renamed, TODAY));
        let writer = member(2, Role::Writer);
        assert!(!weakens(&writer, &Member { is_suspended: true, ..writer.clone() }, TODAY));
    }
}
