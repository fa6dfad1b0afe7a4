//! Sentences about selected shapes, grids and polygons in the making.

use super::{Text, actions};
use facade_editor::Grid;
use facade_editor::pixel_rect::PixelRect;

/// Nothing is selected any more.
pub const NOTHING_SELECTED: Text = Text::fixed("Nothing is selected.", "没有选中任何图形。");
/// There is no shape to select.
pub const NO_SHAPES: Text = Text::fixed("There are no shapes yet.", "还没有图形。");
/// A grid in the making was dropped.
pub const GRID_DROPPED: Text = Text::fixed("The copies are dropped.", "已放弃这些副本。");
/// A grid in the making was placed.
pub const GRID_PLACED: Text = Text::fixed("The copies are placed.", "副本已放好。");
/// A polygon was closed.
pub const POLYGON_CLOSED: Text = Text::fixed("The polygon is closed.", "多边形已闭合。");
/// The last corner of a polygon in the making was taken away.
pub const CORNER_TAKEN: Text = Text::fixed("The last corner is gone.", "已去掉最后一个顶点。");

/// What is selected: how many shapes, the class of a single one, and their bounds. Pixels.
pub fn selected(count: usize, class: Option<u8>, bounds: PixelRect) -> Text {
    let (width, height) = (bounds.width(), bounds.height());
    let (x, y) = (bounds.left, bounds.top);
    let (english, chinese) = match (count, class) {
        (1, Some(class)) => {
            let class = actions::class(class);
            (class.english.into_owned(), class.chinese.into_owned())
        }
        (1, None) => ("Label map".to_owned(), "标签图".to_owned()),
        (count, _) => (format!("{count} shapes"), format!("{count} 个图形")),
    };
    Text::of(
        format!("{english} selected, {width} by {height} pixels at {x}, {y}."),
        format!("已选中{chinese}，{width}×{height} 像素，位于 {x}，{y}。"),
    )
}

/// A grid in the making, in a few words: "5 × 3, 12 px apart".
pub fn grid(grid: Grid) -> Text {
    let count = format!("{} × {}", grid.columns, grid.rows);
    let gaps = match (grid.columns, grid.rows) {
        (1, 1) => return Text::of(count.clone(), count),
        (_, 1) => grid.gap_x.to_string(),
        (1, _) => grid.gap_y.to_string(),
        _ if grid.gap_x == grid.gap_y => grid.gap_x.to_string(),
        _ => format!("{} and {}", grid.gap_x, grid.gap_y),
    };
    let chinese = gaps.replace(" and ", " 和 ");
    Text::of(
        format!("{count}, {gaps} px apart"),
        format!("{count}，间距 {chinese} 像素"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::texts::Language::English;

    #[test]
    fn a_grid_is_told_by_count_and_gaps() {
        let told = |columns, rows, gap_x, gap_y| {
            let grid = self::grid(Grid {
                columns,
                rows,
                gap_x,
                gap_y,
                cell: PixelRect::EMPTY,
                area: PixelRect::EMPTY,
            });
            grid.get(English).to_owned()
        };
        assert_eq!(told(5, 3, 12, 12), "5 × 3, 12 px apart");
        assert_eq!(told(5, 3, 12, 9), "5 × 3, 12 and 9 px apart");
        assert_eq!(told(5, 1, 12, 9), "5 × 1, 12 px apart");
        assert_eq!(told(1, 1, 12, 9), "1 × 1");
    }
}
