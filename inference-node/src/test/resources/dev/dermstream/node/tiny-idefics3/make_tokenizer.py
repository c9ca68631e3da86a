"""Makes tokenizer.json: byte-level BPE of 320 entries for the random-weight model beside it.

Some merges are parts of Korean syllables, so that a token may end inside a UTF-8 character.
Run: python3 make_tokenizer.py
"""
import json


def byte_letters():
    plain = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    letters, extra = {b: chr(b) for b in plain}, 0
    for b in range(256):
        if b not in letters:
            letters[b] = chr(256 + extra)
            extra += 1
    return letters


LETTERS = byte_letters()
SPECIAL = {0: "<unk>", 1: "<s>", 2: "</s>", 317: "<image>", 318: "<fake_token>", 319: "<end>"}


def spelled(text):
    return [LETTERS[b] for b in text.encode()]


def main():
    vocab = {text: id for id, text in SPECIAL.items()}
    for b in range(256):
        vocab[LETTERS[b]] = 3 + b
    merges = []

    def merge(left, right):
        if left + right not in vocab:
            vocab[left + right] = 259 + len(merges)
            merges.append(f"{left} {right}")

    for word in (" the", " is", "What", " this", " lesion", "User", " label", "root", "score"):
        letters = spelled(word)
        left = letters[0]
        for right in letters[1:]:
            merge(left, right)
            left += right
    for syllable in "가각나다라모반피부사":
        first, second, third = spelled(syllable)
        merge(first, second)
        merge(first + second, third)
    assert len(merges) <= 58, len(merges)
    added = [{"id": id, "content": text, "single_word": False, "lstrip": False, "rstrip": False,
              "normalized": False, "special": True} for id, text in SPECIAL.items()]
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    tokenizer = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": added,
        "normalizer": None, "pre_tokenizer": byte_level, "post_processor": None, "decoder": byte_level,
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
                  "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False,
                  "vocab": vocab, "merges": merges}}
    with open("tokenizer.json", "w") as file:
        json.dump(tokenizer, file, ensure_ascii=False, indent=0)
        file.write("\n")


main()
