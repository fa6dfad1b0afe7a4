//! Whether this visitor's line and device suit a large download that nobody has asked for.
//!
//! What the browser says of itself; most say little, and then nothing stands in the way. Reached by name because
//! these interfaces are no standard: <https://wicg.github.io/netinfo/>,
//! <https://w3c.github.io/device-memory/>.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use crate::ui::dom;

/// Least memory, as browsers round it, in GiB.
const LEAST_MEMORY_GIB: f64 = 4.0;

/// Why the page asks before it downloads much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataSaverReason {
    /// The visitor has told the browser to save data.
    SavesData,
    /// A mobile network, which often is paid for by the megabyte.
    MobileNetwork,
    /// A phone or tablet whose browser does not say what network it is on.
    PerhapsMobile,
    /// The line is slow, so the download would be in the way for minutes.
    SlowLine,
    /// The device has little memory.
    LittleMemory,
}

/// What a browser may tell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Circumstances {
    /// `navigator.connection.saveData`.
    pub saves_data: bool,
    /// `navigator.connection.type`.
    pub network: Option<String>,
    /// Whether the main pointer is a finger.
    pub by_finger: bool,
    /// `navigator.connection.effectiveType`.
    pub speed: Option<String>,
    /// `navigator.deviceMemory`, GiB.
    pub memory_gib: Option<f64>,
}

impl Circumstances {
    /// Asks the browser.
    pub fn look() -> Self {
        let navigator = dom::window().navigator();
        let property = |object: &JsValue, name: &str| {
            Reflect::get(object, &JsValue::from_str(name)).unwrap_or_default()
        };
        let connection = property(&navigator, "connection");
        let of_connection = |name: &str| match connection.is_object() {
            true => property(&connection, name),
            false => JsValue::UNDEFINED,
        };
        Self {
            saves_data: of_connection("saveData").is_truthy(),
            network: of_connection("type").as_string(),
            by_finger: dom::window()
                .match_media("(pointer: coarse)")
                .ok()
                .flatten()
                .is_some_and(|query| query.matches()),
            speed: of_connection("effectiveType").as_string(),
            memory_gib: property(&navigator, "deviceMemory").as_f64(),
        }
    }

    /// What stands in the way, if anything does.
    pub fn data_saver_reason(&self) -> Option<DataSaverReason> {
        if self.saves_data {
            return Some(DataSaverReason::SavesData);
        }
        if self.network.as_deref() == Some("cellular") {
            return Some(DataSaverReason::MobileNetwork);
        }
        if self.speed.as_deref().is_some_and(|speed| speed != "4g") {
            return Some(DataSaverReason::SlowLine);
        }
        if self.by_finger && self.network.is_none() {
            return Some(DataSaverReason::PerhapsMobile);
        }
        let little = |gib: f64| gib < LEAST_MEMORY_GIB;
        self.memory_gib
            .is_some_and(little)
            .then_some(DataSaverReason::LittleMemory)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(network: Option<&str>, speed: Option<&str>, memory_gib: Option<f64>) -> Circumstances {
        Circumstances {
            saves_data: false,
            network: network.map(str::to_owned),
            by_finger: false,
            speed: speed.map(str::to_owned),
            memory_gib,
        }
    }

    #[test]
    fn a_browser_that_tells_nothing_and_one_that_tells_only_good_are_served_unasked() {
        assert_eq!(Circumstances::default().data_saver_reason(), None);
        let good = told(Some("wifi"), Some("4g"), Some(8.0));
        assert_eq!(good.data_saver_reason(), None);
    }

    #[test]
    fn saving_data_mobile_networks_slow_lines_and_little_memory_are_reasons_to_ask() {
        let thrifty = Circumstances {
            saves_data: true,
            ..Circumstances::default()
        };
        assert_eq!(
            thrifty.data_saver_reason(),
            Some(DataSaverReason::SavesData)
        );
        let mobile = told(Some("cellular"), Some("4g"), Some(8.0));
        assert_eq!(
            mobile.data_saver_reason(),
            Some(DataSaverReason::MobileNetwork)
        );
        let phone = Circumstances {
            by_finger: true,
            ..Circumstances::default()
        };
        assert_eq!(
            phone.data_saver_reason(),
            Some(DataSaverReason::PerhapsMobile)
        );
        let phone_at_home = Circumstances {
            by_finger: true,
            ..told(Some("wifi"), Some("4g"), Some(8.0))
        };
        assert_eq!(phone_at_home.data_saver_reason(), None);
        let slow = told(None, Some("3g"), None);
        assert_eq!(slow.data_saver_reason(), Some(DataSaverReason::SlowLine));
        let small = told(None, Some("4g"), Some(2.0));
        assert_eq!(
            small.data_saver_reason(),
            Some(DataSaverReason::LittleMemory)
        );
    }
}
