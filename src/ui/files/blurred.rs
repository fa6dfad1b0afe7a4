//! Whether the browser hands out other pixels than those on a canvas, as some do against being recognised.

use wasm_bindgen::Clamped;
use web_sys::ImageData;

use super::thumbnail;
use crate::ui::drawing_canvas::context_2d;
use facade_editor::SIDE_PX;

/// Paints a known picture and reads it back. Takes some milliseconds.
pub fn are_reads_blurred() -> bool {
    let canvas = thumbnail::canvas();
    let context = context_2d(&canvas);
    let side = SIDE_PX as u32;
    // Many colours: some browsers leave plain ones alone.
    let painted: Vec<u8> = (0..side * side)
        .flat_map(|index| [index as u8, (index >> 4) as u8, (index >> 8) as u8, 255])
        .collect();
    let read = ImageData::new_with_u8_clamped_array(Clamped(&painted), side)
        .and_then(|image| context.put_image_data(&image, 0.0, 0.0))
        .and_then(|()| context.get_image_data(0.0, 0.0, f64::from(side), f64::from(side)));
    // Refused altogether comes to the same.
    read.map_or(true, |image| image.data().0 != painted)
}
