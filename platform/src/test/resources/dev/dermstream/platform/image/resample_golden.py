"""Makes resample_golden.safetensors, the expected pixels of ResamplerTest and ImagePreprocessorTest.

Run with a Python that has Pillow and numpy: python3 resample_golden.py
"""
import json
import struct

import numpy
from PIL import Image

FILTERS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3}
SIZES = [(16, 16), (32, 24), (37, 20), (80, 64), (5, 53), (1, 1)]
WIDTH, HEIGHT = 37, 53


def picture():
    """Noise on the left, hard edges and a gradient on the right: overshoot and rounding show."""
    pixels = numpy.random.default_rng(7).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=numpy.uint8)
    for y in range(HEIGHT):
        for x in range(WIDTH // 2, WIDTH):
            pixels[y, x] = (255 * ((x // 3 + y // 5) % 2), y * 255 // HEIGHT, x * 255 // WIDTH)
    return pixels


def main():
    pixels = picture()
    image = Image.fromarray(pixels)
    tensors = {"picture": pixels}
    for name, code in FILTERS.items():
        for width, height in SIZES:
            tensors[f"{name}_{width}x{height}"] = numpy.asarray(
                image.resize((width, height), resample=code))
    # Idefics3 without tiles: the longest edge first (53 -> 48, 37 -> int(48 * 37 / 53) = 33 -> 34),
    # then squared; then rescaled and normalised in float32.
    squared = image.resize((34, 48), resample=1).resize((32, 32), resample=1)
    rescaled = (numpy.asarray(squared).astype(numpy.float64) * (1 / 255)).astype(numpy.float32)
    mean = numpy.array([0.5, 0.4, 0.3], numpy.float32)
    std = numpy.array([0.5, 0.25, 0.2], numpy.float32)
    tensors["idefics3_squared"] = numpy.asarray(squared)
    tensors["idefics3_values"] = ((rescaled - mean) / std).transpose(2, 0, 1)
    write("resample_golden.safetensors", tensors)


def write(path, tensors):
    header, data = {}, b""
    for name, value in tensors.items():
        raw = numpy.ascontiguousarray(value).tobytes()
        kind = {"uint8": "U8", "float32": "F32"}[str(value.dtype)]
        header[name] = {"dtype": kind, "shape": list(value.shape),
                        "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


main()
