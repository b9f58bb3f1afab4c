/* Brings a map to life where WebGL is there; the drawing stays where it is not.
   No tiles, no glyphs, no other host: features and names come with the page. */
function canDraw() {
  try { return Boolean(document.createElement("canvas").getContext("webgl2")); } catch { return false; }
}
function colour(token) { return getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim() || "#888888"; }
function byToken(features) {
  const tokens = [...new Set(features.map((feature) => feature.properties.token))];
  return ["match", ["get", "token"], ...tokens.flatMap((token) => [token, colour(token)]), colour("context")];
}

/* Of names that would lie on one another, only the first is seen; nearer, there is room for more. */
function thin(names) {
  const kept = [];
  for (const name of names) {
    const one = name.getBoundingClientRect();
    const free = kept.every((other) => one.right < other.left || other.right < one.left || one.bottom < other.top || other.bottom < one.top);
    name.style.visibility = free ? "" : "hidden";
    if (free) { kept.push(one); }
  }
}

async function enliven(box) {
  const { features, bounds } = JSON.parse(box.querySelector("script").textContent);
  const look = document.createElement("link");
  look.rel = "stylesheet";
  look.href = box.dataset.look;
  const styled = new Promise((resolve, reject) => { look.onload = resolve; look.onerror = reject; });
  document.head.append(look);
  const [library] = await Promise.all([import(box.dataset.library), styled]);
  library.setWorkerUrl(new URL(box.dataset.worker, location.href).href);

  const live = document.createElement("div");
  live.className = "live";
  box.append(live);
  box.classList.add("alive");
  const shapes = features.features;
  const paint = () => ({
    ground: colour("wash"), fill: byToken(shapes), line: byToken(shapes),
  });
  const now = paint();
  const map = new library.Map({
    container: live,
    bounds, fitBoundsOptions: { padding: 48 },
    attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
    locale: JSON.parse(box.dataset.words),
    cooperativeGestures: false, scrollZoom: false,
    style: {
      version: 8,
      sources: { shapes: { type: "geojson", data: features } },
      layers: [
        { id: "ground", type: "background", paint: { "background-color": now.ground } },
        { id: "fill", type: "fill", source: "shapes", filter: ["!=", ["geometry-type"], "Point"], paint: { "fill-color": now.fill, "fill-opacity": 0.32 } },
        { id: "line", type: "line", source: "shapes", filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": now.line, "line-width": 2 } },
        { id: "point", type: "circle", source: "shapes", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-color": now.fill, "circle-radius": 7 } },
      ],
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  map.getCanvas().setAttribute("aria-label", box.dataset.label);
  const names = [];
  for (const { properties } of shapes) {
    if (properties.quiet) { continue; }
    const name = document.createElement(properties.href ? "a" : "span");
    name.className = "place-label";
    name.textContent = properties.name;
    if (properties.href) { name.href = properties.href; }
    if (properties.about) { name.title = properties.about; }
    new library.Marker({ element: name }).setLngLat(properties.middle).addTo(map);
    names.push(name);
    /* a marker is made a button for the eye and named as one; ours is a link with its own words */
    name.removeAttribute("role");
    name.removeAttribute("aria-label");
    if (!properties.href) { name.removeAttribute("tabindex"); }
  }
  map.on("click", "fill", (event) => {
    const { href } = event.features[0].properties;
    if (href) { location.assign(href); }
  });
  map.on("mouseenter", "fill", () => { map.getCanvas().style.cursor = "pointer"; });
  map.on("mouseleave", "fill", () => { map.getCanvas().style.cursor = ""; });
  map.on("moveend", () => thin(names));
  map.on("load", () => { thin(names); box.dataset.ready = "yes"; });
  document.addEventListener("parkloop:theme", () => {
    if (!map.isStyleLoaded()) { return; }
    const next = paint();
    map.setPaintProperty("ground", "background-color", next.ground);
    map.setPaintProperty("fill", "fill-color", next.fill);
    map.setPaintProperty("line", "line-color", next.line);
    map.setPaintProperty("point", "circle-color", next.fill);
  });
  window.addEventListener("beforeprint", () => { box.classList.remove("alive"); live.hidden = true; });
  window.addEventListener("afterprint", () => { box.classList.add("alive"); live.hidden = false; map.resize(); });
}

if (canDraw()) {
  for (const box of document.querySelectorAll("[data-map]")) {
    enliven(box).catch((problem) => {
      box.classList.remove("alive");
      for (const live of box.querySelectorAll(".live")) { live.remove(); }
      console.warn("The map stays a drawing:", problem);
    });
  }
}
