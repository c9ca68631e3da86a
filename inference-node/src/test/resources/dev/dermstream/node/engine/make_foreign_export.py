"""Makes foreign-export/: graphs of the shared layout as other exporters write them.

The vision encoder takes a pixel_attention_mask and gives no image_embeds; the decoder takes neither
position_ids nor adapter_id. Needs Python with onnx and numpy: python3 make_foreign_export.py
"""
import json
import os

import numpy
from onnx import TensorProto, checker, helper, numpy_helper, save

FLOAT, INT64, BOOL = TensorProto.FLOAT, TensorProto.INT64, TensorProto.BOOL
HIDDEN, VOCAB = 3, 5


def constant(name, array):
    return numpy_helper.from_array(array, name)


def value(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def write(name, nodes, inputs, outputs, constants):
    graph = helper.make_graph(nodes, name, inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 7
    checker.check_model(model)
    os.makedirs("foreign-export/onnx", exist_ok=True)
    save(model, f"foreign-export/onnx/{name}.onnx")


def vision(mask_type, name):
    """image_features: each row of pixels as a token, its mean per channel; zero where masked."""
    nodes = [
        helper.make_node("Cast", ["pixel_attention_mask"], ["mask"], to=FLOAT),
        helper.make_node("Unsqueeze", ["mask", "two"], ["mask5"]),
        helper.make_node("Mul", ["pixel_values", "mask5"], ["masked"]),
        helper.make_node("ReduceMean", ["masked"], ["rows"], axes=[4], keepdims=0),
        helper.make_node("Squeeze", ["rows", "one"], ["squeezed"]),
        helper.make_node("Transpose", ["squeezed"], ["image_features"], perm=[0, 2, 1]),
    ]
    write(name, nodes,
          [value("pixel_values", FLOAT, ["batch", "images", 3, "h", "w"]),
           value("pixel_attention_mask", mask_type, ["batch", "images", "h", "w"])],
          [value("image_features", FLOAT, ["rows", "tokens", HIDDEN])],
          [constant("one", numpy.array([1])), constant("two", numpy.array([2]))])


def embed():
    table = numpy.arange(VOCAB * HIDDEN, dtype=numpy.float32).reshape(VOCAB, HIDDEN)
    write("embed_tokens", [helper.make_node("Gather", ["table", "input_ids"], ["inputs_embeds"])],
          [value("input_ids", INT64, ["b", "s"])], [value("inputs_embeds", FLOAT, ["b", "s", HIDDEN])],
          [constant("table", table)])


def decoder():
    """Logits: embeddings times a matrix, plus the length of the mask on token 1."""
    head = numpy.arange(HIDDEN * VOCAB, dtype=numpy.float32).reshape(HIDDEN, VOCAB) / 10
    nodes = [
        helper.make_node("MatMul", ["inputs_embeds", "head"], ["scores"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=FLOAT),
        helper.make_node("ReduceSum", ["mask"], ["length"], keepdims=1),
        helper.make_node("Mul", ["length", "token"], ["bonus"]),
        helper.make_node("Add", ["scores", "bonus"], ["logits"]),
        helper.make_node("Unsqueeze", ["inputs_embeds", "one"], ["now"]),
        helper.make_node("Concat", ["past_key_values.0.key", "now"], ["present.0.key"], axis=2),
        helper.make_node("Concat", ["past_key_values.0.value", "now"], ["present.0.value"], axis=2),
    ]
    cache = ["b", 1, "past", HIDDEN]
    total = ["b", 1, "total", HIDDEN]
    write("decoder_model_merged", nodes,
          [value("inputs_embeds", FLOAT, ["b", "s", HIDDEN]), value("attention_mask", INT64, ["b", "t"]),
           value("past_key_values.0.key", FLOAT, cache), value("past_key_values.0.value", FLOAT, cache)],
          [value("logits", FLOAT, ["b", "s", VOCAB]), value("present.0.key", FLOAT, total),
           value("present.0.value", FLOAT, total)],
          [constant("head", head), constant("one", numpy.array([1])),
           constant("token", numpy.eye(VOCAB, dtype=numpy.float32)[1])])


vision(BOOL, "vision_encoder")
vision(INT64, "vision_encoder_int64")
embed()
decoder()
with open("foreign-export/config.json", "w") as file:
    json.dump({"image_token_index": 4, "text_config": {
        "hidden_size": HIDDEN, "num_attention_heads": 1, "max_position_embeddings": 64}}, file)
