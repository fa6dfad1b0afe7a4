//! Stable sorting in little code, for lists of which nobody waits.
//!
//! The standard library's sort is compiled anew for every type and comparison, two kilobytes each
//! time; a page that people download sorts a dozen kinds of short lists.

use std::cmp::Ordering;

/// Sorts by a comparison; what is equal keeps its order.
pub fn by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut from = order(items.len(), &|a, b| compare(&items[a], &items[b]));
    // Each cycle of the permutation is walked once; a place that is done stands for itself.
    for start in 0..items.len() {
        let mut place = start;
        while from[place] != start {
            let next = from[place];
            items.swap(place, next);
            from[place] = place;
            place = next;
        }
        from[place] = place;
    }
}

/// Sorts by a key; what is equal keeps its order.
pub fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    by(items, |a, b| key(a).cmp(&key(b)));
}

/// The places of the sorted items: the only use of the standard library's sort.
fn order(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by(|&a, &b| compare(a, b));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sorts_as_the_standard_library_does() {
        let mut random = oorandom::Rand32::new(5);
        for len in (0..40).chain([1_000]) {
            let items: Vec<(u32, usize)> = (0..len)
                .map(|index| (random.rand_range(0..9), index))
                .collect();
            let (mut ours, mut theirs) = (items.clone(), items);
            by_key(&mut ours, |item| item.0);
            theirs.sort_by_key(|item| item.0);
            assert_eq!(ours, theirs);
            by(&mut ours, |a, b| b.cmp(a));
            theirs.sort_by(|a, b| b.cmp(a));
            assert_eq!(ours, theirs);
        }
    }
}
