// Two pictures and what differs between them, pixel by pixel.

/** @param {string} png @returns {Promise<HTMLImageElement>} */
async function picture(png) {
  const image = new Image();
  image.src = png;
  await image.decode();
  return image;
}

/** @param {HTMLImageElement} image @param {number} width @param {number} height */
function pixels(image, width, height) {
  const canvas = make("canvas", { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, width, height);
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, width, height);
}

/**
 * A canvas on which pixels that differ are red and the others a faint copy of the first.
 * @param {string} first
 * @param {string} second
 * @returns {Promise<{canvas: HTMLCanvasElement, differ: number, all: number}>}
 */
async function difference(first, second) {
  const images = await Promise.all([picture(first), picture(second)]);
  const width = Math.max(...images.map((image) => image.naturalWidth));
  const height = Math.max(...images.map((image) => image.naturalHeight));
  const [a, b] = images.map((image) => pixels(image, width, height));
  const canvas = make("canvas", { width, height, role: "img", "aria-label": "Pixels that differ, in red" });
  const context = canvas.getContext("2d");
  const out = context.createImageData(width, height);
  let differ = 0;
  for (let at = 0; at < out.data.length; at += 4) {
    const apart = Math.max(...[0, 1, 2].map((channel) => Math.abs(a.data[at + channel] - b.data[at + channel])));
    const grey = 255 - (255 - (a.data[at] + a.data[at + 1] + a.data[at + 2]) / 3) * 0.25;
    if (apart > 0) differ++;
    out.data.set(apart > 0 ? [200, 60 - apart / 5, 60 - apart / 5, 120 + apart / 2] : [grey, grey, grey, 255], at);
  }
  context.putImageData(out, 0, 0);
  return { canvas, differ, all: width * height };
}
