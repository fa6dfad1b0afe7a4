// Pages that draw something else than facades: what their classes and inks are called, the words in place of those about
// houses, and how a page begins anew with another subject.

/** Colours that have names, the commonest first. */
const NAMED = [
  [[0, 0, 0], "Black", "黑"],
  [[255, 255, 255], "White", "白"],
  [[128, 128, 128], "Grey", "灰"],
  [[214, 40, 40], "Red", "红"],
  [[245, 130, 32], "Orange", "橙"],
  [[250, 210, 50], "Yellow", "黄"],
  [[60, 160, 70], "Green", "绿"],
  [[60, 190, 190], "Turquoise", "青"],
  [[50, 90, 200], "Blue", "蓝"],
  [[130, 60, 170], "Violet", "紫"],
  [[240, 130, 170], "Pink", "粉"],
  [[125, 80, 45], "Brown", "棕"],
];
/** With the photograph itself as many as keys choose. */
const ON_PHOTOGRAPHS = 11;
/** More than keys choose are sought by their names. */
const FEW = 12;

/** Key, English, Chinese: of the page's texts by their keys, of actions by their names, and of their tooltips with a dot. */
const WORDS = [
  ["name", "Studio", "画室"],
  ["tagline", "Draw, and watch the picture follow.", "边画边看照片变化。"],
  ["part-of-building", "What to draw", "要画的内容"],
  ["paints", "Colours of the parts", "各部分的颜色"],
  ["paint-panel", "Colours", "颜色"],
  ["paint-tints", "Colours from photos", "照片里的颜色"],
  ["palettes-words", "This drawing in the colours of real photos.", "这幅图画配上真实照片的颜色。"],
  ["clear.", "Start over from an empty drawing", "回到空白，从头画起"],
  ["save-film.", "Save a short film of the drawing growing", "保存一段图画逐步完成的短片"],
  ["mirror.", "Mirror copies of what is selected, or else the whole drawing", "镜像：有选中时复制到另一侧，没有选中时翻转整幅画"],
  ["eraser.", "Bring the empty ground back", "擦回空白"],
  ["dice.", "Give the parts other colours", "给各部分换一套颜色"],
  ["palettes.", "Choose among the colours of real photos", "从真实照片的颜色里挑选"],
  ["open.", "Open a label map, a drawing that was saved, or a model", "打开标签图、保存过的图画或模型"],
  ["cleared", "The drawing is empty.", "图画已清空。"],
  ["thrown", "The parts have other colours.", "各部分换了颜色。"],
];
const OF_INKS = [
  ["parts", "Inks", "颜色"],
  ["part", "Ink", "颜色"],
  ["part-of-building", "Ink", "颜色"],
  ["first-step", "Choose an ink", "选一种颜色"],
  ["eraser.", "Bring the paper back", "擦回纸面"],
];
const OF_PHOTOGRAPHS = [
  ["photo", "Open a photograph", "打开照片"],
  ["photo.", "Choose a photo, take one, or drop or paste one; it stays in this browser", "选择或拍摄照片，也可以拖入或粘贴；照片只留在这个浏览器里"],
  ["eraser.", "Bring the photograph back", "擦回照片"],
  ["placed", "Drag the photograph and its corners into place, then press Done.", "拖动照片和四角摆好，然后按“完成”。"],
  ["photo-under", "Place of the photograph", "照片的位置"],
];

const apart = (one, other) => one.reduce((sum, value, at) => sum + (value - other[at]) ** 2, 0);

/** Inks called after the colours that they are nearest to; the first is the paper. */
function named(inks) {
  const count = {};
  return inks.map((color, id) => {
    const [, english, chinese] = NAMED.reduce((best, it) => (apart(it[0], color) < apart(best[0], color) ? it : best));
    count[english] = (count[english] ?? 0) + 1;
    const number = count[english] > 1 ? ` ${count[english]}` : "";
    return { id, color, english: english + number, chinese: chinese + number.trim() };
  });
}

/** What can be drawn on a photograph: nothing, where it shows, in a grey that no ink has, and inks. */
const overPhotographs = () => [
  { id: 0, color: [127, 127, 127], english: "Photo", chinese: "照片" },
  ...NAMED.slice(0, ON_PHOTOGRAPHS).map(([color, english, chinese], at) => ({ id: at + 1, color, english, chinese })),
];

/** All that the page is told of it, and the page's own mark of it. */
export function made([feed, listed, inks]) {
  const classes =
    feed === "labels"
      ? listed.map(([id, name, ...color]) => ({ id, color, english: name, chinese: name }))
      : feed === "inks"
        ? named(inks)
        : overPhotographs();
  const words = [
    ...WORDS,
    ...(feed === "labels" ? [] : OF_INKS),
    ...(feed === "photographs" ? OF_PHOTOGRAPHS : []),
    ...classes.flatMap(({ id, english, chinese }) => [[`class-${id}`, english, chinese], [`class-${id}.`, english, chinese]]),
  ];
  document.documentElement.dataset.feed = feed;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: "subject.css" }));
  if (classes.length > FEW) {
    offerSearch();
  }
  return {
    feed,
    ids: new Uint8Array(classes.map(({ id }) => id)),
    colors: new Uint8Array(classes.flatMap(({ color }) => color)),
    // Names of data sets have no line breaks, and words of ours neither.
    names: classes.map(({ english }) => english.replaceAll("\n", " ")).join("\n"),
    words: words.flat().map((word) => word.replaceAll("\n", " ")).join("\n"),
  };
}

function offerSearch() {
  document.documentElement.toggleAttribute("data-many", true);
  const [palette, paints] = ["palette", "paints"].map((id) => document.getElementById(id));
  const field = Object.assign(document.createElement("input"), { type: "search", className: "palette-search" });
  const speak = () => {
    field.placeholder = document.documentElement.lang.startsWith("zh") ? "查找" : "Find a part";
    field.setAttribute("aria-label", field.placeholder);
  };
  speak();
  new MutationObserver(speak).observe(document.documentElement, { attributeFilter: ["lang"] });
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    [...palette.children].forEach((chip, at) => {
      for (const part of [chip, paints.children[at]]) {
        part?.toggleAttribute("hidden", !chip.textContent.toLowerCase().includes(wanted));
      }
    });
  });
  palette.before(field);
}

/** Loads the page with another model, once it is remembered what that is fed, where that is needed. */
export function reload(model, memory) {
  if (memory) {
    localStorage.setItem(...memory);
  }
  const address = new URL(location);
  // A drawing in the link is of what was drawn before.
  address.hash = "";
  address.searchParams.delete("model");
  if (model) {
    address.searchParams.set("model", model);
  }
  history.replaceState(null, "", address.href.replaceAll("%3A", ":"));
  location.reload();
}
