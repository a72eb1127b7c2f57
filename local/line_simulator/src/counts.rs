//! A counter per user, small for one recipient and flat for a hundred thousand: the ledger keeps one per delivery.

const PAGE: usize = 1024;
const FEW: usize = 8;

/// How often each user (by index) was counted. Counts stop at 255.
#[derive(Default, Clone)]
pub(crate) struct Counts {
    few: Vec<(u32, u8)>,
    pages: Vec<Option<Box<[u8; PAGE]>>>,
}

impl Counts {
    pub(crate) fn add(&mut self, user: u32) {
        if self.pages.is_empty() && !self.add_to_few(user) {
            for (user, times) in std::mem::take(&mut self.few) {
                *self.slot(user) = times;
            }
        }
        if !self.pages.is_empty() || self.few.is_empty() {
            let slot = self.slot(user);
            *slot = slot.saturating_add(1);
        }
    }

    fn add_to_few(&mut self, user: u32) -> bool {
        if let Some((_, times)) = self.few.iter_mut().find(|(other, _)| *other == user) {
            *times = times.saturating_add(1);
            return true;
        }
        if self.few.len() < FEW {
            self.few.push((user, 1));
            return true;
        }
        false
    }

    fn slot(&mut self, user: u32) -> &mut u8 {
        let page = user as usize / PAGE;
        if self.pages.len() <= page {
            self.pages.resize_with(page + 1, || None);
        }
        &mut self.pages[page].get_or_insert_with(|| Box::new([0; PAGE]))[user as usize % PAGE]
    }

    pub(crate) fn of(&self, user: u32) -> u8 {
        if let Some((_, times)) = self.few.iter().find(|(other, _)| *other == user) {
            return *times;
        }
        let page = self.pages.get(user as usize / PAGE).and_then(Option::as_ref);
        page.map_or(0, |page| page[user as usize % PAGE])
    }

    /// Every user counted at least once, with the count.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, u8)> + '_ {
        let pages = self.pages.iter().enumerate().filter_map(|(n, page)| Some((n, page.as_ref()?)));
        let paged = pages.flat_map(|(n, page)| {
            page.iter().enumerate().map(move |(slot, times)| ((n * PAGE + slot) as u32, *times))
        });
        self.few.iter().copied().chain(paged.filter(|(_, times)| *times > 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_users_are_counted_alike() {
        for users in [1, 8, 9, 3000] {
            let mut counts = Counts::default();
            for user in 0..users {
                counts.add(user * 7);
            }
            counts.add(0);
            assert_eq!(counts.iter().count(), users as usize);
            assert_eq!(counts.of(0), 2, "{users} users");
            assert_eq!(counts.of(1), 0);
            assert_eq!(counts.iter().map(|(_, times)| u32::from(times)).sum::<u32>(), users + 1);
        }
    }
}
