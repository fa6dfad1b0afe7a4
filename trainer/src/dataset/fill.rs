//! Gaps in a map, filled with what lies beside them.

use std::collections::VecDeque;

/// Gives every gap the value of the nearest pixel that has one, counted in steps up, down, left and right;
/// `None` where there is nothing but gaps.
pub fn fill_from_nearest(pixels: Vec<Option<u8>>, width: usize) -> Option<Vec<u8>> {
    let mut filled = pixels;
    let mut edge: VecDeque<usize> = (0..filled.len())
        .filter(|&index| filled[index].is_some())
        .collect();
    while let Some(index) = edge.pop_front() {
        let column = index % width;
        let beside = [
            (column > 0).then(|| index - 1),
            (column + 1 < width).then_some(index + 1),
            index.checked_sub(width),
            Some(index + width),
        ];
        for neighbour in beside.into_iter().flatten() {
            if filled.get(neighbour) == Some(&None) {
                filled[neighbour] = filled[index];
                edge.push_back(neighbour);
            }
        }
    }
    filled.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_take_what_is_nearest() {
        let row = [None, Some(1), None, None, None, None, Some(2)];
        let filled = fill_from_nearest(row.to_vec(), 7).unwrap();
        assert_eq!(filled, [1, 1, 1, 1, 2, 2, 2]);
        let square = [Some(7), None, None, None];
        assert_eq!(fill_from_nearest(square.to_vec(), 2).unwrap(), [7; 4]);
        assert_eq!(fill_from_nearest(vec![None; 4], 2), None);
    }
}
