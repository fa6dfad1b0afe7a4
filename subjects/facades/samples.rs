//! Drawn facades to begin with.

use crate::{Sample, Words};

/// In the order of their thumbnails.
pub const SAMPLES: &[Sample] = &[
    Sample {
        id: "townhouse",
        name: Words::new("Townhouse", "联排住宅"),
        fragment: "d=1.32-t-P_l_gC_wAG7gIRVEwKdd2DP-MfRW3uetF9zJjYJ-KyVVB_dqtqjnApPfJqj6lrCwiWlmXG2E0Gb-ow7tMoqEEOp2sOFQesK_gCRezgz54Ffr7CPjMSy0dGfQSHKMX1TRHWouW5TVndlZTg",
    },
    Sample {
        id: "art-nouveau",
        name: Words::new("Art Nouveau", "新艺术风格"),
        fragment: "d=1.Kq4U-F_l_gC_wBJF6fTI_5uL_3AU_XiPoFppA5fFUPDSlB8GTIw5qpUrz6KGv0KoO2_UVwsQyWndkueLawdXfhedO2CTpf9YQ_i3SfFO45Bmj7gYEwgxXDrKwP_-tGRDpOY4vJ3H81U7a9HRHA65BKQGjidZLPqatJd5UNaEeLE-bGn2rRLA_HYzQvyqPPFWmwUT1F0wB7WKac6QLrX2XFUi5F1ckxqiR066XAW3VA",
    },
    Sample {
        id: "shops",
        name: Words::new("Row of shops", "沿街店铺"),
        fragment: "d=1.fNQm-z_l_gC_wAG8ZmVePKPi2XTuZea3wkq0qHQ7JQOKP2iT-3nI4Icjn2gAIKEeuwX-jj-zNg2iL_OY9jAhKbdlYhLsNtmX6QCw_wgZEmRf_U4ZljT0lkIqkRcCC34vvlBts0bu9RV4QfFTYg8MYtcROO_d7Zfoid2IkZOIZMoscA",
    },
    Sample {
        id: "tower",
        name: Words::new("Tower block", "高层住宅"),
        fragment: "d=1.AOTv-n_l_gC_wAF_6NR0iq2M02-MfRB4-9I280vaYC4xV7aw0ZgrPaRoCK4k0_us9OC7VMTgl2RPJbBOdZ2PJ1mY7UeNT1OXJrXwMU81-lMSnPT07KShcRbRVj6AxP8sEYJyFtPHKx73XQTlasV4lhj8EX9VWrNujA2ORNn0CA",
    },
    Sample {
        id: "villa",
        name: Words::new("Villa", "别墅"),
        fragment: "d=1.4EV89wBX-AL_AEkQn3CP-Yi_9QlP74X_UiP74KOhpqFgzAB5GVrNaDvulv6AR2kiQAV5AOG7eYfXdDpuJHpBVhOKontLDnk8lvmlPUp6NEyghGEeiBBY6CEmu0THE1g4Y4EK4NmSfuZTtqWBViypsLEP6XjH8DHgbl6c0woVA9qULVnFEfrRR-iCKtZJ-xmkmGP50BbxeFlFGScJAIKagC3Nf5v8tgW0ofwfEhYTVGkeYWSQ6cQOCgAG0HY5wA",
    },
    Sample {
        id: "arcade",
        name: Words::new("Arcade", "拱廊"),
        fragment: "d=1.aQpl-f_l_gC_wAG7BpWVKsqKHQNnvlVy3wmTqu6kJKMoLurqahoE-CPQzCiRhW2-woyfy-KPrha9GDqEKbrn_QkVSuXy7gSC1KrKuY3XZNc3i76zOoa3Q_yW9SA4b_zNnxZ6kdQWmjOYdQO0oIiwr6G_x4sBFYrWYKqfD99Ltlz9FmNLON_GrABgB3kG5_V3yo4albeDgeMXYoFR3gOnqPolArZ8UdNz0nnw7ZnEwxnjGUwIZgIZzfj981wLc8skFJmblRhGtP8pNsJH239bkmOR-5btqc81qqLNcncf6HjmBKKqscoyR7wnU5SoZO1rEFpwBqwo9XAEKc1y6b9H8WuDd1-Hswqkiwu-5_MlDopH-WVZfklRBOl6avC78XxftUSZIUi1tV-EhPmzhx0tAJQqoARfxTa8b1xjrLTZNeKUmUFc4FwqUJMXVIgjesl51TgN4TaHnBX4m8dRhU-NPi62bQcyGRbDZa1uOheaZWlEEHbbZz4fzacRmW9K",
    },
];
