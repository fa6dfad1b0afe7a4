// Says why the page does not start, where it does not.
//
// The page is a WebAssembly program. Until it runs, this script alone can tell a person what is missing: a server (a page
// opened from the disk may load no modules), WebAssembly, its SIMD instructions, or a file that did not come. A plain
// script, so that every browser with JavaScript runs it; asked for first, so that it hears of files that fail, and of those
// before it the browser kept account. Once the program runs it keeps silent, unless the program dies.

(function () {
  "use strict";

  /** Longer than the program takes on a fair line; said softly then, for it may still come. */
  var PATIENCE_MS = 5000;

  var SENTENCES = {
    disk: ["This page needs a web server", "Browsers do not run it from the disk. Start one in its folder, with “python3 -m http.server” say, and open http://localhost:8000.",
      "这个页面需要网站服务器", "浏览器不能直接从磁盘运行它。请在它的文件夹里启动一个，例如运行“python3 -m http.server”，再打开 http://localhost:8000。"],
    webassembly: ["This browser does not run WebAssembly", "It is switched off here (by a lockdown or enhanced security mode, perhaps) or too old. Allow it for this page, or use another browser.",
      "这个浏览器不能运行 WebAssembly", "可能是锁定模式或增强安全模式将它关闭，也可能是浏览器太旧。请为本页开启它，或换一个浏览器。"],
    simd: ["This browser is too old", "It lacks WebAssembly SIMD, which Chrome 91, Firefox 89 and Safari 16.4 have. Please update it.",
      "浏览器版本太旧", "它缺少 WebAssembly SIMD（Chrome 91、Firefox 89、Safari 16.4 起支持）。请更新浏览器。"],
    modules: ["This browser is too old", "It does not know JavaScript modules. Please update it.",
      "浏览器版本太旧", "它不支持 JavaScript 模块。请更新浏览器。"],
    file: ["A file of this page did not come", "Without it the page cannot start: {file}. Reload the page; if that does not help, the host or a firewall holds it back.",
      "页面的一个文件没有送达", "缺少它页面无法启动：{file}。请重新加载；如果仍然不行，可能是服务器或防火墙拦截了它。"],
    program: ["The page could not start", "Its program came, but does not run here: {error} Reload the page, or try another browser.",
      "页面无法启动", "程序已送达，但无法在这里运行：{error} 请重新加载，或换一个浏览器。"],
    style: ["A style sheet of this page did not come", "Without it the page does not look as it should: {file}. Reload the page.",
      "页面的一个样式文件没有送达", "缺少它页面显示不正常：{file}。请重新加载。"],
    slow: ["Still waiting for the page’s program", "The line is slow, or a file was held back. Reload the page if this stays.",
      "仍在等待页面程序", "网络较慢，或有文件被拦截。如果一直这样，请重新加载。"],
    died: ["The page has stopped", "Its program met an error. What you have drawn is kept; reload the page.",
      "页面已停止工作", "程序出错了。你画的内容已保留，请重新加载页面。"],
  };

  // (module (func (result v128) i32.const 0 i8x16.splat i8x16.popcnt))
  var SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];

  /** What answers while the program runs, and only then. */
  var ALIVE = ".topbar .group, .studio > *, .drawing-foot";

  var runs = false;
  var said = "";
  /** Whatever is said after one of these is only its consequence. */
  var FINAL = ["disk", "webassembly", "simd", "modules", "file", "died"];

  function inChinese() {
    var asked = /[?&]lang=(\w+)/.exec(location.search);
    var kept = null;
    try {
      kept = localStorage.getItem("facade-studio.language");
    } catch (_) {
      // Refused: the browser's own language decides.
    }
    var language = (asked && asked[1]) || kept || navigator.language || "";
    return /^zh/i.test(language);
  }

  function say(what, values) {
    if ((runs && what !== "died" && what !== "style") || FINAL.indexOf(said) >= 0 || said === what) {
      return;
    }
    said = what;
    whenParsed(function () {
      var sentence = SENTENCES[what];
      var from = inChinese() ? 2 : 0;
      var words = [sentence[from], sentence[from + 1]].map(function (text) {
        return text.replace(/\{(\w+)\}/g, function (_, name) {
          return values[name];
        });
      });
      var status = document.getElementById("status");
      if (!runs || what === "died") {
        document.getElementById("status-line").textContent = words[0];
        document.getElementById("status-note").textContent = words[1];
      }
      document.documentElement.setAttribute("data-stopped", what);
      if (what === "slow") {
        return;
      }
      var stopped = document.getElementById("stopped");
      stopped.querySelector("strong").textContent = words[0];
      stopped.querySelector("p").textContent = words[1];
      stopped.hidden = false;
      if (what === "style") {
        return;
      }
      status.setAttribute("data-state", "error");
      each(ALIVE, function (element) {
        if (element.id !== "status") {
          element.inert = true;
        }
      });
      each("#download, #second-model", function (element) {
        element.hidden = true;
      });
      var retry = document.getElementById("stopped-retry");
      retry.hidden = what === "disk";
      retry.textContent = inChinese() ? "重新加载" : "Reload";
      retry.onclick = function () {
        location.reload();
      };
    });
  }

  /** What was said is withdrawn: the program runs after all. */
  function withdraw() {
    runs = true;
    if (said !== "style") {
      forget();
    }
  }

  function forget() {
    said = "";
    document.documentElement.removeAttribute("data-stopped");
    document.getElementById("stopped").hidden = true;
    each(ALIVE, function (element) {
      element.inert = false;
    });
  }

  /** A style sheet that hangs holds back all that is to be seen, and the program. It waits aside until it comes. */
  function setHangingStylesAside() {
    each('link[rel="stylesheet"]', function (link) {
      if (link.sheet) {
        return;
      }
      var media = link.media;
      var next = link.nextSibling;
      var head = link.parentNode;
      head.removeChild(link);
      link.media = "print";
      link.onload = function () {
        link.media = media;
        if (said === "style") {
          forget();
        }
      };
      head.insertBefore(link, next);
      say("style", { file: fileName(link.href) });
    });
  }

  function each(selector, happen) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), happen);
  }

  function whenParsed(happen) {
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", happen);
    } else {
      happen();
    }
  }

  function fileName(address) {
    return decodeURI(String(address).split(/[?#]/)[0].split("/").pop());
  }

  /** An exception that nobody caught, or a promise that nobody heard. */
  function failed(reason) {
    var message = String((reason && reason.message) || reason || "");
    if (runs) {
      // A trap; after it the program answers nothing any more.
      if (typeof WebAssembly === "object" && reason instanceof WebAssembly.RuntimeError) {
        say("died", {});
      }
      return;
    }
    var file = /[\w.-]+\.(wasm|js)\b/.exec(message);
    if (/fetch|HTTP status|not ok|failed to load|importing a module|MIME/i.test(message)) {
      say("file", { file: file ? file[0] : missing(PROGRAM) || "app_bg.wasm" });
    } else {
      say("program", { error: message.slice(0, 160) });
    }
  }

  var PROGRAM = /\.(wasm|js)$/;

  /** The first file of this kind that came with an error or not at all, as far as the browser tells; else nothing. */
  function missing(kind) {
    var entries = performance.getEntriesByType ? performance.getEntriesByType("resource") : [];
    for (var index = 0; index < entries.length; index += 1) {
      var status = entries[index].responseStatus;
      var file = fileName(entries[index].name);
      if ((status === 0 || status >= 400) && kind.test(file)) {
        return file;
      }
    }
    return "";
  }

  window.addEventListener("TrunkApplicationStarted", withdraw);
  // Files that fail tell their elements only, which the capturing phase passes.
  window.addEventListener("error", function (event) {
    var element = event.target;
    if (element === window || element === undefined) {
      failed(event.error || event.message);
    } else if (element.tagName === "SCRIPT" || (element.tagName === "LINK" && element.rel === "modulepreload")) {
      say("file", { file: fileName(element.src || element.href) });
    } else if (element.tagName === "LINK" && element.rel === "stylesheet") {
      say("style", { file: fileName(element.href) });
    }
  }, true);
  window.addEventListener("unhandledrejection", function (event) {
    failed(event.reason);
  });

  // Who was here before is shown no example.
  var isFirst = true;
  try {
    isFirst = !localStorage.getItem("facade-studio.drawing");
  } catch (_) {
    // Refused: every visit is a first one.
  }
  if (isFirst) {
    document.documentElement.setAttribute("data-first", "");
  }

  if (location.protocol === "file:") {
    say("disk", {});
  } else if (typeof WebAssembly !== "object" || typeof WebAssembly.validate !== "function") {
    say("webassembly", {});
  } else if (!WebAssembly.validate(new Uint8Array(SIMD))) {
    say("simd", {});
  } else if (!("noModule" in document.createElement("script"))) {
    say("modules", {});
  } else if (window.wasmBindings) {
    withdraw();
  } else if (missing(PROGRAM)) {
    say("file", { file: missing(PROGRAM) });
  }
  if (missing(/\.css$/)) {
    say("style", { file: missing(/\.css$/) });
  }
  setTimeout(function () {
    if (!runs) {
      say("slow", {});
      setHangingStylesAside();
    }
  }, PATIENCE_MS);
})();
