"""Makes samples/ and expected.safetensors: small image files and the pixels that each must give.

JPEG files are written and read back by Pillow (libjpeg); PNG and DICOM files are written here, byte
by byte, and expected pixels come from the samples that went in. Run: python3 make_samples.py
"""
import io
import json
import os
import struct
import zlib

import numpy
from PIL import Image, ImageOps

WIDTH, HEIGHT = 45, 35
EXPECTED = {}


def lesion():
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    r = numpy.hypot((x - 15) / 11, (y - 20) / 8)
    blot = 1 / (1 + numpy.exp(6 * (r - 1)))
    skin = numpy.stack([205 + x * .6, 160 - y * .8, 130 + (x + y) * .5], -1)
    spot = numpy.array([70, 40, 110])
    return numpy.clip(skin * (1 - blot[..., None]) + spot * blot[..., None], 0, 255).astype(numpy.uint8)


def store(name, data, rgb=None):
    with open(os.path.join("samples", name), "wb") as file:
        file.write(data)
    if rgb is not None:
        EXPECTED[name] = numpy.ascontiguousarray(rgb, numpy.uint8)


# JPEG

def jpeg(image, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92, **options)
    return out.getvalue()


def pillow_rgb(data):
    image = Image.open(io.BytesIO(data))
    return numpy.asarray(ImageOps.exif_transpose(image).convert("RGB"))


def without_segments(data, marker):
    out, at = data[:2], 2
    while data[at + 1] != 0xDA:
        end = at + 2 + struct.unpack(">H", data[at + 2:at + 4])[0]
        if data[at + 1] != marker:
            out += data[at:end]
        at = end
    return out + data[at:]


def adobe(transform):
    return b"\xff\xee" + struct.pack(">H", 14) + b"Adobe" + struct.pack(">HHHB", 100, 0, 0, transform)


def as_components(array, mode):
    """A picture whose components are stored as they are, without a colour conversion."""
    return Image.frombytes(mode, (array.shape[1], array.shape[0]), array.tobytes())


def ycc(rgb):
    return numpy.asarray(Image.fromarray(rgb).convert("YCbCr"))


def make_jpegs():
    rgb = lesion()
    image = Image.fromarray(rgb)
    for name, options in {
        "baseline_420.jpg": {"subsampling": 2}, "baseline_422.jpg": {"subsampling": 1},
        "baseline_444.jpg": {"subsampling": 0},
        "progressive.jpg": {"progressive": True}, "optimized.jpg": {"optimize": True},
    }.items():
        data = jpeg(image, **options)
        store(name, data, pillow_rgb(data))
    grey = jpeg(image.convert("L"))
    store("grey.jpg", grey, pillow_rgb(grey))
    plain = without_segments(jpeg(image, subsampling=0), 0xE0)
    store("no_markers.jpg", plain, pillow_rgb(plain))
    raw = without_segments(jpeg(as_components(rgb, "YCbCr"), subsampling=0), 0xE0)
    marked = raw[:2] + adobe(0) + raw[2:]
    store("adobe_rgb.jpg", marked, pillow_rgb(marked))
    cmyk = jpeg(image.convert("CMYK"))
    store("cmyk.jpg", cmyk, pillow_rgb(cmyk))
    # YCCK: the complements of the inverted inks as luminance and chrominance; Pillow inverts on saving.
    y = ycc(rgb)
    k = numpy.full((HEIGHT, WIDTH, 1), 230, numpy.uint8)
    ycck = jpeg(as_components(255 - numpy.concatenate([y, k], 2), "CMYK"))
    at = ycck.index(b"Adobe") + 11
    ycck = ycck[:at] + b"\x02" + ycck[at + 1:]
    store("ycck.jpg", ycck, pillow_rgb(ycck))
    store("cmyk_without_adobe.jpg", without_segments(cmyk, 0xEE))
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        data = jpeg(image, exif=exif, subsampling=0)
        store(f"orientation_{orientation}.jpg", data, pillow_rgb(data))
    return rgb, raw, jpeg(image), grey


# PNG

def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def packed(samples, depth):
    """[height, columns, samples] to rows of bytes."""
    rows = samples.reshape(samples.shape[0], -1)
    if depth == 16:
        return [row.astype(">u2").tobytes() for row in rows]
    if depth == 8:
        return [row.astype(numpy.uint8).tobytes() for row in rows]
    out = []
    for row in rows:
        bits = "".join(format(int(v), f"0{depth}b") for v in row)
        bits += "0" * (-len(bits) % 8)
        out.append(bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8)))
    return out


def paeth(a, b, c):
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    return a if pa <= pb and pa <= pc else b if pb <= pc else c


def filtered(rows, distance):
    out, above = b"", bytes(len(rows[0]))
    for number, row in enumerate(rows):
        kind = number % 5
        line = bytearray()
        for i, value in enumerate(row):
            left = row[i - distance] if i >= distance else 0
            corner = above[i - distance] if i >= distance else 0
            guess = [0, left, above[i], (left + above[i]) // 2, paeth(left, above[i], corner)][kind]
            line.append((value - guess) & 255)
        out += bytes([kind]) + bytes(line)
        above = row
    return out


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(samples, depth, kind, interlaced=False, extra=b""):
    height, width, count = samples.shape
    distance = max(1, count * depth // 8)
    data = b""
    for x, y, dx, dy in (ADAM7 if interlaced else [(0, 0, 1, 1)]):
        part = samples[y::dy, x::dx]
        if part.shape[0] and part.shape[1]:
            data += filtered(packed(part, depth), distance)
    stream = zlib.compress(data)
    half = len(stream) // 2
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, int(interlaced))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", stream[:half])
            + chunk(b"IDAT", stream[half:]) + chunk(b"tEXt", b"Comment\0drawn") + chunk(b"IEND", b""))


def on_white(levels, alpha, top):
    levels, alpha = levels.astype(float), alpha.astype(float)
    return numpy.floor((levels * alpha + top * (top - alpha)) / top / top * 255 + .5)


def make_pngs(rgb):
    random = numpy.random.default_rng(11)
    grey = rgb[..., 1:2]
    for interlaced in (False, True):
        suffix = "_interlaced.png" if interlaced else ".png"
        for depth in (1, 2, 4, 8, 16):
            top = (1 << depth) - 1
            levels = numpy.round(grey / 255 * top).astype(int)
            if depth == 16:
                levels = numpy.minimum(levels + random.integers(0, 200, levels.shape), top)
            opaque = on_white(levels, numpy.full_like(levels, top), top)
            store(f"grey{depth}{suffix}", png(levels, depth, 0, interlaced), opaque.repeat(3, 2))
            if depth < 16:
                palette = random.integers(0, 256, (min(1 << depth, 200), 3))
                index = levels % len(palette)
                store(f"palette{depth}{suffix}",
                      png(index, depth, 3, interlaced, chunk(b"PLTE", palette.astype(numpy.uint8).tobytes())),
                      palette[index[..., 0]])
        for depth in (8, 16):
            top = (1 << depth) - 1
            colors = rgb.astype(int) * (top // 255)
            alpha = random.integers(0, top + 1, (HEIGHT, WIDTH, 1))
            alpha[:5], alpha[5:9] = 0, top
            store(f"rgb{depth}{suffix}", png(colors, depth, 2, interlaced), rgb)
            store(f"rgba{depth}{suffix}", png(numpy.concatenate([colors, alpha], 2), depth, 6, interlaced),
                  on_white(colors, alpha, top))
            store(f"grey_alpha{depth}{suffix}",
                  png(numpy.concatenate([colors[..., :1], alpha], 2), depth, 4, interlaced),
                  on_white(colors[..., :1], alpha, top).repeat(3, 2))
    key = rgb[3, 3]
    clear = (rgb == key).all(2, keepdims=True)
    store("rgb_key.png", png(rgb.astype(int), 8, 2, extra=chunk(b"tRNS", key.astype(">u2").tobytes())),
          numpy.where(clear, 255, rgb))
    palette = random.integers(0, 256, (4, 3))
    alpha = numpy.array([0, 128, 255, 255])
    index = (numpy.arange(HEIGHT * WIDTH) % 4).reshape(HEIGHT, WIDTH)
    store("palette_alpha.png",
          png(index[..., None], 2, 3, extra=chunk(b"PLTE", palette.astype(numpy.uint8).tobytes())
              + chunk(b"tRNS", bytes([0, 128]))),
          on_white(palette, alpha[:, None], 255)[index])
    exif = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, 6, 0, 0)
    store("orientation_6.png", png(rgb.astype(int), 8, 2, extra=chunk(b"eXIf", exif)), numpy.rot90(rgb, -1))


# DICOM

def element(group, number, vr, value, explicit=True):
    value += b" " * (len(value) % 2) if vr in (b"CS", b"IS", b"PN") else b"\0" * (len(value) % 2)
    head = struct.pack("<HH", group, number)
    if not explicit:
        return head + struct.pack("<I", len(value)) + value
    if vr in (b"OB", b"OW", b"UN", b"SQ"):
        return head + vr + b"\0\0" + struct.pack("<I", len(value)) + value
    return head + vr + struct.pack("<H", len(value)) + value


def dicom(syntax, photometric, pixels, width=WIDTH, height=HEIGHT, planar=0, frames=None, fragments=None,
          bits=8, extra=b""):
    explicit = syntax != "1.2.840.10008.1.2"

    def us(number, value):
        return element(0x28, number, b"US", struct.pack("<H", value), explicit)

    meta = element(2, 0x10, b"UI", syntax.encode())
    meta = element(2, 0, b"UL", struct.pack("<I", len(meta))) + meta
    samples = 1 if photometric.startswith("MONO") or photometric == "PALETTE COLOR" else 3
    data = element(0x10, 0x10, b"PN", b"Doe^Jane", explicit)
    # A sequence of undefined length that nests another, as real objects have before their pixels.
    inner = element(8, 0x100, b"SH", b"T-01000", explicit)
    nested = (struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF) + inner + struct.pack("<HHI", 0xFFFE, 0xE00D, 0)
              + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0))
    for tag in (0x2112, 0x2218):
        head = struct.pack("<HH", 8, tag) + (b"SQ\0\0" if explicit else b"")
        item = nested if tag == 0x2112 else (
            struct.pack("<HHI", 0xFFFE, 0xE000, len(inner)) + inner + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0))
        data += head + struct.pack("<I", 0xFFFFFFFF) + item
    data += us(2, samples) + element(0x28, 4, b"CS", photometric.encode(), explicit)
    if samples > 1:
        data += us(6, planar)
    if frames:
        data += element(0x28, 8, b"IS", str(frames).encode(), explicit)
    data += us(0x10, height) + us(0x11, width) + us(0x100, bits) + us(0x101, bits) + us(0x102, bits - 1) + us(0x103, 0)
    data += extra
    if fragments is not None:
        data += struct.pack("<HH", 0x7FE0, 0x10) + b"OB\0\0" + struct.pack("<I", 0xFFFFFFFF)
        for fragment in [b""] + fragments:
            fragment += b"\0" * (len(fragment) % 2)
            data += struct.pack("<HHI", 0xFFFE, 0xE000, len(fragment)) + fragment
        data += struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    elif pixels is not None:
        data += element(0x7FE0, 0x10, b"OB", pixels, explicit)
    return b"\0" * 128 + b"DICM" + meta + data


def make_dicoms(rgb, raw_jpeg, ycc_jpeg, grey_jpeg):
    explicit, implicit, baseline = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2", "1.2.840.10008.1.2.4.50"
    grey = rgb[..., 0]
    store("rgb_explicit.dcm", dicom(explicit, "RGB", rgb.tobytes()), rgb)
    store("rgb_implicit.dcm", dicom(implicit, "RGB", rgb.tobytes()), rgb)
    store("rgb_planar.dcm", dicom(explicit, "RGB", rgb.transpose(2, 0, 1).tobytes(), planar=1), rgb)
    store("mono2.dcm", dicom(explicit, "MONOCHROME2", grey.tobytes()), grey[..., None].repeat(3, 2))
    store("mono1.dcm", dicom(explicit, "MONOCHROME1", grey.tobytes()), 255 - grey[..., None].repeat(3, 2))
    store("jpeg_ybr.dcm", dicom(baseline, "YBR_FULL_422", None, fragments=[ycc_jpeg]), pillow_rgb(ycc_jpeg))
    half = len(ycc_jpeg) // 4 * 2
    store("jpeg_two_fragments.dcm",
          dicom(baseline, "YBR_FULL_422", None, fragments=[ycc_jpeg[:half], ycc_jpeg[half:]]), pillow_rgb(ycc_jpeg))
    marked = raw_jpeg[:2] + adobe(0) + raw_jpeg[2:]
    store("jpeg_rgb_without_marker.dcm", dicom(baseline, "RGB", None, fragments=[raw_jpeg]), pillow_rgb(marked))
    store("jpeg_grey.dcm", dicom(baseline, "MONOCHROME2", None, fragments=[grey_jpeg]), pillow_rgb(grey_jpeg))
    store("refused_contradiction.dcm", dicom(baseline, "RGB", None, fragments=[ycc_jpeg]))
    store("two_frames.dcm", dicom(explicit, "RGB", rgb.tobytes() + (255 - rgb).tobytes(), frames=2), rgb)
    least, most = int(grey.min()), int(grey.max())
    stretched = numpy.floor((grey.astype(float) - least) / (most - least) * 255 + .5)
    store("mono2_sixteen_bits.dcm", dicom(explicit, "MONOCHROME2", grey.astype("<u2").tobytes(), bits=16),
          stretched[..., None].repeat(3, 2))
    store("refused_palette.dcm", dicom(explicit, "PALETTE COLOR", grey.tobytes()))
    store("refused_syntax.dcm", dicom("1.2.840.10008.1.2.4.110", "RGB", None, fragments=[b"\0\0"]))
    store("refused_no_pixels.dcm", dicom(explicit, "RGB", None))
    store("refused_huge.dcm", dicom(explicit, "RGB", b"\0\0", width=65500, height=65500))
    store("refused_window.dcm", dicom(explicit, "MONOCHROME2", grey.tobytes(),
                                      extra=element(0x28, 0x1050, b"DS", b"40")))
    store("refused_size_mismatch.dcm",
          dicom(baseline, "YBR_FULL_422", None, width=WIDTH + 1, fragments=[ycc_jpeg]))


def write(path, tensors):
    header, data = {}, b""
    for name, value in tensors.items():
        raw = value.tobytes()
        header[name] = {"dtype": "U8", "shape": list(value.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


os.makedirs("samples", exist_ok=True)
colors, raw_components, luminance, grey_file = make_jpegs()
make_pngs(colors)
make_dicoms(colors, raw_components, luminance, grey_file)
write("expected.safetensors", EXPECTED)
