//! What the page reads of strangers: models from a server, files and links from other people.

use std::io::Cursor;

use burn::tensor::Device;
use facade_exchange::{annotation, document_json, label_image, own_svg, share_link};
use facade_model::bundle::Bundle;
use facade_model::bundle::discriminator::DiscriminatorBundle;
use facade_model::model_list::ModelList;
use image::{ImageFormat, ImageReader, Limits};

use crate::seal;
use crate::target::Target;

pub const TARGETS: [Target; 9] = [
    Target::new("bundle", bundle),
    Target::new("critic", discriminator),
    Target::new("model-list", model_list),
    Target::new("document", document),
    Target::new("share-link", link),
    Target::new("share-link-coded", coded_link),
    Target::new("label-png", label_png),
    Target::new("cmp-xml", |bytes| annotation::read(&text(bytes)).is_ok()),
    Target::new("own-svg", |bytes| own_svg::read(&text(bytes)).is_ok()),
];

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// As the page reads it, once the list's digest has vouched for it, and as the trainer does.
fn bundle(bytes: &[u8]) -> bool {
    let device = Device::flex();
    let verified = Bundle::decode_verified(bytes).ok();
    let decoded = Bundle::decode(&seal::bundle(bytes)).ok();
    let mut taken = false;
    for bundle in verified.into_iter().chain(decoded) {
        taken |= bundle.clone().facade_unet(None, &device).is_ok();
        taken |= bundle.clone().stored_unet(&device).is_ok();
        taken |= bundle.unet(&device).is_ok();
    }
    taken
}

fn discriminator(bytes: &[u8]) -> bool {
    let device = Device::flex();
    let Ok(bundle) = DiscriminatorBundle::decode(&seal::bundle(bytes)) else {
        return false;
    };
    bundle.patchgan(&device).is_ok()
}

fn model_list(bytes: &[u8]) -> bool {
    let Ok(list) = serde_json::from_slice::<ModelList>(bytes) else {
        return false;
    };
    let Some(model) = list.choose(None) else {
        return false;
    };
    let refined = list.refinement_of(model).is_some();
    let judged = list.discriminator_for(&model.name).is_some();
    model.bundle().verify(1, "").is_err() || refined || judged
}

/// What was taken comes back the same.
fn document(bytes: &[u8]) -> bool {
    let Ok(document) = document_json::read(&text(bytes)) else {
        return false;
    };
    let written = document_json::write(&document);
    assert_eq!(
        document_json::read(&written),
        Ok(document),
        "it comes back the same"
    );
    true
}

fn link(bytes: &[u8]) -> bool {
    taken_link(&text(bytes))
}

fn coded_link(bytes: &[u8]) -> bool {
    let plain = taken_link(&seal::link(1, bytes));
    taken_link(&seal::link(2, bytes)) || plain
}

fn taken_link(fragment: &str) -> bool {
    let Some(Ok(document)) = share_link::decode(fragment) else {
        return false;
    };
    // A drawing can be too large for a link, also one that came by a link of fewer letters than ours.
    if let Ok(written) = share_link::encode(&document) {
        let again = share_link::decode(&written);
        assert_eq!(again, Some(Ok(document)), "it comes back the same");
    }
    true
}

/// Browsers decode the picture; here the trainer's library does, within limits of its own.
fn label_png(bytes: &[u8]) -> bool {
    const SIDE_MOST: u32 = 1_024;
    let palette = label_image::png_palette(bytes);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MOST);
    limits.max_image_height = Some(SIDE_MOST);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::Png);
    reader.limits(limits);
    let Ok(picture) = reader.decode() else {
        return false;
    };
    let rgba = picture.into_rgba8();
    let [width, height] = [rgba.width(), rgba.height()].map(|side| side as usize);
    label_image::read(&rgba, width, height, palette.as_deref()).is_ok()
}
