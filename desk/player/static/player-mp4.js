// Reads a film's header and segments (ISO/IEC 14496-12): codecs for the browser's decoders, and each frame's own time.

const SECOND = 1e9;

// { video: { track, scale, codec, description, width, height }, mime } of the header (ftyp, moov).
export function readHeader(bytes) {
  const view = viewOf(bytes);
  const moov = one(view, "moov", [0, bytes.length]);
  let video = null;
  let sound = false;
  for (const trak of each(view, "trak", moov)) {
    const media = one(view, "mdia", trak);
    const kind = text(view, one(view, "hdlr", media)[0] + 8);
    if (kind === "soun") sound = true;
    if (kind === "vide") video = readVideo(view, bytes, trak, media);
  }
  const codecs = [video.codec, ...(sound ? ["mp4a.40.2"] : [])].join(", ");
  return { video, mime: `video/mp4; codecs="${codecs}"` };
}

// The frames of a segment (moof, mdat): { ns, end, data } each, in order. Times are film time in nanoseconds.
export function readFrames(bytes, video) {
  const view = viewOf(bytes);
  const moof = one(view, "moof", [0, bytes.length]);
  const traf = each(view, "traf", moof).find((box) => view.getUint32(one(view, "tfhd", box)[0] + 4) === video.track);
  const defaults = readDefaults(view, one(view, "tfhd", traf)[0]);
  const [decode] = one(view, "tfdt", traf);
  let ticks = view.getUint8(decode) ? Number(view.getBigUint64(decode + 4)) : view.getUint32(decode + 4);
  const [run] = one(view, "trun", traf);
  const flags = view.getUint32(run) & 0xffffff;
  let at = run + 8;
  let place = moof[0] - 8;
  if (flags & 0x1) place += view.getInt32((at += 4) - 4);
  if (flags & 0x4) at += 4;
  const field = (bit, usual) => (flags & bit ? view.getUint32((at += 4) - 4) : usual);
  const frames = [];
  for (let left = view.getUint32(run + 4); left; left -= 1) {
    const duration = field(0x100, defaults.duration);
    const size = field(0x200, defaults.size);
    field(0x400);
    const offset = field(0x800, 0) | 0;
    frames.push({
      ns: nanoseconds(ticks + offset, video.scale),
      end: nanoseconds(ticks + offset + duration, video.scale),
      data: bytes.subarray(place, place + size),
    });
    ticks += duration;
    place += size;
  }
  return frames;
}

// The rounding that the program uses too: a time names a frame exactly.
function nanoseconds(ticks, scale) {
  const whole = Math.floor(ticks / scale);
  return whole * SECOND + Math.floor(((ticks - whole * scale) * SECOND * 2 + scale) / (scale * 2));
}

function readVideo(view, bytes, trak, media) {
  const tkhd = one(view, "tkhd", trak)[0];
  const mdhd = one(view, "mdhd", media)[0];
  const table = one(view, "stbl", one(view, "minf", media));
  const entry = one(view, "stsd", table)[0] + 16; // past the version, the count and the entry's own head
  const [from, to] = one(view, "avcC", [entry + 78, one(view, "stsd", table)[1]]);
  const hex = [1, 2, 3].map((n) => bytes[from + n].toString(16).padStart(2, "0")).join("");
  return {
    track: view.getUint32(tkhd + (view.getUint8(tkhd) ? 20 : 12)),
    scale: view.getUint32(mdhd + (view.getUint8(mdhd) ? 20 : 12)),
    codec: `avc1.${hex}`,
    description: bytes.slice(from, to),
    width: view.getUint16(entry + 24),
    height: view.getUint16(entry + 26),
  };
}

function readDefaults(view, at) {
  const flags = view.getUint32(at) & 0xffffff;
  at += 8 + (flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0);
  const field = (bit) => (flags & bit ? view.getUint32((at += 4) - 4) : 0);
  return { duration: field(0x8), size: field(0x10) };
}

const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const text = (view, at) => String.fromCharCode(...[0, 1, 2, 3].map((n) => view.getUint8(at + n)));

function one(view, kind, inside) {
  const [found] = each(view, kind, inside);
  if (!found) throw new Error(`no ${kind}`);
  return found;
}

// Where the content of each box of a kind begins and ends, among those that lie directly in another.
function each(view, kind, [at, end]) {
  const found = [];
  while (at + 8 <= end) {
    const size = view.getUint32(at);
    if (size < 8 || at + size > end) break;
    if (text(view, at + 4) === kind) found.push([at + 8, at + size]);
    at += size;
  }
  return found;
}
