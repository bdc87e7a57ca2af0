/* What one does with a chart: save it, see it on the whole screen. */
(function () {
  "use strict";
  const WIDTH = 1000;
  const SHARP = 2;
  const FONT = "/assets/fonts/inter-latin.woff2";
  if (document.fullscreenEnabled) document.documentElement.dataset.screens = "true"; // a phone may have none to give

  document.addEventListener("click", (event) => {
    const saved = event.target.closest("[data-png]");
    if (saved) savePicture(saved.dataset.png, saved.dataset.title, saved.dataset.takeaway);
    const shown = event.target.closest("[data-full]");
    if (shown) fill(shown.closest(".chart"));
  });

  /* The chart alone, as on a wall: again, or Escape, and the page is back where it was. */
  function fill(chart) {
    if (document.fullscreenElement) document.exitFullscreen();
    else chart.requestFullscreen();
  }

  async function savePicture(name, title, takeaway) {
    const figure = window.charts.figure(name);
    if (!figure) return; // it is not there yet
    const lines = (text, longest, size, height) => broken(text, longest).map((line) => ({ text: line, size: size, height: height }));
    const head = [...lines(title, 92, 18, 26).map((line) => ({ ...line, text: `<b>${line.text}</b>` })), ...lines(takeaway, 124, 14, 20)];
    const height = figure.layout.height + head.reduce((sum, line) => sum + line.height, 40);
    const { svg } = window.draw.figure(figure, WIDTH, height, head);
    const link = document.createElement("a");
    link.href = (await painted(svg, height)).toDataURL("image/png");
    link.download = name + ".png";
    link.click();
  }

  /* An image knows nothing of the page: it brings its own letters, on white. */
  async function painted(svg, height) {
    const picture = new Image(), canvas = Object.assign(document.createElement("canvas"), { width: SHARP * WIDTH, height: SHARP * height });
    const letters = `<style>@font-face { font-family: "Inter Variable"; src: url(${await embedded(FONT)}); font-weight: 100 900; }</style>`;
    picture.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svg.replace(">", ">" + letters));
    await picture.decode();
    const paper = canvas.getContext("2d");
    paper.fillStyle = "white";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  async function embedded(address) {
    const reader = new FileReader(), file = await (await fetch(address)).blob();
    return new Promise((resolve) => {
      reader.onload = () => resolve(reader.result);
      reader.readAsDataURL(file);
    });
  }

  /* A text in lines that fit the picture. */
  function broken(text, longest) {
    const lines = [""];
    for (const word of text.split(" ")) {
      if ((lines.at(-1) + word).length > longest) lines.push("");
      lines[lines.length - 1] += (lines.at(-1) ? " " : "") + word;
    }
    return lines;
  }
})();
