/* Draws the charts. Their options come as JSON from reports/charts.py, with places to fill:
   {"$t": [vi, en]} a text, {"$c": token, "a": opacity} a colour of the theme, {"$pale": token} the
   same mixed with the paper, {"$on": token} the text colour that reads best on it, {"$axis": true} numbers of an axis, "$narrow" what changes
   on a narrow screen ("$height": the chart's height there). */
(function () {
  "use strict";
  var parkloop = (window.parkloop = window.parkloop || {});
  var NARROW = 440;
  /* room on a sheet of A4, in the columns that print.css makes */
  var PAPER = { full: 680, beside: 500, multiples: 320 };
  var specs = JSON.parse(document.getElementById("charts").textContent);
  var drawn = {};
  var printing = false;

  function language() { return document.documentElement.lang === "en" ? 1 : 0; }

  function colour(token) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + token).trim();
  }

  function luminance(hex) {
    return [1, 3, 5].reduce(function (sum, at, index) {
      var part = parseInt(hex.slice(at, at + 2), 16) / 255;
      var linear = part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
      return sum + linear * [0.2126, 0.7152, 0.0722][index];
    }, 0);
  }

  function contrast(one, other) {
    var a = luminance(one), b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  function readableOn(token) {
    var ground = colour(token);
    return contrast(ground, "#000000") >= contrast(ground, "#FFFFFF") ? "#000000" : "#FFFFFF";
  }

  function translucent(hex, opacity) {
    var parts = [1, 3, 5].map(function (at) { return parseInt(hex.slice(at, at + 2), 16); });
    return "rgba(" + parts.join(",") + "," + opacity + ")";
  }

  function overPaper(hex, opacity) {
    var paper = colour("paper");
    return "#" + [1, 3, 5].map(function (at) {
      var mixed = opacity * parseInt(hex.slice(at, at + 2), 16) + (1 - opacity) * parseInt(paper.slice(at, at + 2), 16);
      return Math.round(mixed).toString(16).padStart(2, "0");
    }).join("");
  }

  function axisNumber(value) {
    return new Intl.NumberFormat(language() ? "en-US" : "vi-VN", { maximumSignificantDigits: 4 }).format(value);
  }

  function isPlain(value) { return value && typeof value === "object" && !Array.isArray(value); }

  function resolve(value) {
    if (Array.isArray(value)) { return value.map(resolve); }
    if (!isPlain(value)) { return value; }
    if (value.$t) { return value.$t[language()]; }
    if (value.$pale) { return overPaper(colour(value.$pale), value.a); }
    if (value.$c) { return value.a === undefined ? colour(value.$c) : translucent(colour(value.$c), value.a); }
    if (value.$on) { return readableOn(value.$on); }
    if (value.$axis) { return axisNumber; }
    var filled = {};
    Object.keys(value).forEach(function (key) { filled[key] = resolve(value[key]); });
    return filled;
  }

  function merged(base, more) {
    var result = Object.assign({}, base);
    Object.keys(more).forEach(function (key) {
      if (Array.isArray(base[key]) && Array.isArray(more[key])) {
        result[key] = base[key].map(function (item, at) {
          return isPlain(item) && isPlain(more[key][at]) ? merged(item, more[key][at]) : item;
        });
      } else {
        result[key] = isPlain(base[key]) && isPlain(more[key]) ? merged(base[key], more[key]) : more[key];
      }
    });
    return result;
  }

  function escaped(text) {
    return String(text).replace(/[&<>"]/g, function (sign) {
      return { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }[sign];
    }).replace(/\n/g, "<br>");
  }

  function frame() {
    return {
      animation: false,
      textStyle: { fontFamily: '"Be Vietnam Pro","Parkloop Symbols",sans-serif', color: colour("ink") },
      tooltip: {
        trigger: "item", confine: true, appendTo: document.body, className: "tip",
        backgroundColor: colour("surface"), borderColor: colour("hairline"), borderWidth: 1, padding: [8, 12],
        extraCssText: "box-shadow:none;max-width:20rem;white-space:normal",
        textStyle: { color: colour("ink"), fontSize: 13, fontFamily: '"Be Vietnam Pro",sans-serif' },
        formatter: function (point) { return point.data && point.data.tip ? escaped(point.data.tip) : ""; },
      },
    };
  }

  function option(id, width) {
    var spec = specs[id].option;
    var full = width < NARROW ? merged(spec, specs[id].narrow) : spec;
    return Object.assign(frame(), resolve(full));
  }

  function paperWidth(box) {
    return box.closest(".multiples") ? PAPER.multiples : box.closest(".beside") ? PAPER.beside : PAPER.full;
  }

  function draw(box) {
    var id = box.dataset.chart;
    var width = printing ? paperWidth(box) : box.clientWidth;
    if (!width || !specs[id]) { return; }
    var height = (width < NARROW && specs[id].narrow.$height) || specs[id].height;
    box.style.height = height + "px";
    if (!drawn[id]) {
      drawn[id] = { chart: echarts.init(box, null, { renderer: "svg", width: width, height: height }), box: box };
      drawn[id].chart.on("click", function (point) {
        if (point.data && point.data.figure >= 0) { parkloop.explainAt(point.data.figure); }
      });
    }
    drawn[id].width = width;
    drawn[id].chart.resize({ width: width, height: height });
    drawn[id].chart.setOption(option(id, width), { notMerge: true });
    box.setAttribute("aria-label", resolve(specs[id].label));
  }

  function boxes() {
    return Array.prototype.filter.call(document.querySelectorAll(".view:not([hidden]) .chart"), function (box) {
      return printing || box.offsetParent !== null;
    });
  }

  parkloop.drawCharts = function () { boxes().forEach(draw); };
  parkloop.chartData = function (id) { return specs[id]; };

  var waiting = 0;
  window.addEventListener("resize", function () {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(function () {
      boxes().forEach(function (box) {
        var known = drawn[box.dataset.chart];
        if (!known || known.width !== box.clientWidth) { draw(box); }
      });
    });
  });
  parkloop.printCharts = function (on) { printing = on; parkloop.drawCharts(); };
})();
