"""Writes the trained encoder as ONNX: weights of matrices as seven-bit integers, a scale a column; those of wordpieces
as eight-bit integers, a scale a row. Inputs of matrices are quantised as they come. Used by the training alone.

Seven bits, since processors without VNNI add two products of eight-bit numbers in sixteen bits, which overflow.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from geo.recognize.features import CLASSES
from geo.recognize.pieces import COLUMNS, LENGTH
from geo.recognize.train_encoder import EPSILON, FROZEN, HEADS, LAYERS, WIDTH, Encoder, EncoderLayer
from geo.recognize.train_mix import LEAST, Mix

CONTRIB = "com.microsoft"
"""Domain of the operators of onnxruntime that do a whole attention or a whole quantised product."""


class Graph:
    """Nodes and weights, as they are added."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.weights: list[Any] = []

    def weight(self, name: str, values: NDArray[Any]) -> str:
        """Add an array of weights; its name."""
        self.weights.append(numpy_helper.from_array(np.asarray(values, order="C"), name))
        return name

    def node(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """Add a node; the name of its output."""
        name = f"{kind}.{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], domain=domain, **attributes))
        return name

    def split(self, x: str, parts: int) -> list[str]:
        """The last axis in parts of `WIDTH`."""
        names = [f"Split.{len(self.nodes)}.{k}" for k in range(parts)]
        sizes = self.weight(f"{names[0]}.sizes", np.full(parts, WIDTH, dtype=np.int64))
        self.nodes.append(helper.make_node("Split", [x, sizes], names, axis=-1))
        return names

    def product(self, name: str, x: str, weight: NDArray[Any], bias: NDArray[Any]) -> str:
        """x times the transposed weight, and the bias."""
        scale = np.maximum(np.abs(weight).max(axis=1), 1e-8).astype(np.float32) / 63
        whole = np.rint(weight / scale[:, None]).astype(np.int8).T
        parts = (
            self.weight(f"{name}.weight", whole),
            self.weight(f"{name}.scale", scale),
            self.weight(f"{name}.zero", np.zeros(len(scale), dtype=np.int8)),
            self.weight(f"{name}.bias", bias),
        )
        return self.node("DynamicQuantizeMatMul", x, *parts, domain=CONTRIB)

    def added_and_normed(self, name: str, x: str, y: str, norm: Any) -> str:
        """Norm of x and y together."""
        parts = (self.weight(f"{name}.weight", array(norm.weight)), self.weight(f"{name}.bias", array(norm.bias)))
        return self.node("SkipLayerNormalization", x, y, *parts, domain=CONTRIB, epsilon=EPSILON)


def array(parameter: Any) -> NDArray[np.float32]:
    """A parameter as numbers."""
    return np.asarray(parameter.detach().numpy(), dtype=np.float32)


def _layer(g: Graph, name: str, layer: EncoderLayer, x: str, of: str, there: str) -> str:
    def linear(part: str, source: str, *modules: Any) -> str:
        weight, bias = (np.concatenate([array(getattr(m, p)) for m in modules]) for p in ("weight", "bias"))
        return g.product(f"{name}.{part}", source, weight, bias)

    if of == x:
        both = linear("all", x, layer.query, layer.key, layer.value)
        query, key, value = g.split(both, 3)
    else:
        query = linear("query", of, layer.query)
        key, value = g.split(linear("seen", x, layer.key, layer.value), 2)
    seen = g.node("MultiHeadAttention", query, key, value, "", there, domain=CONTRIB, num_heads=HEADS)
    of = g.added_and_normed(f"{name}.norm1", linear("out", seen, layer.out), of, layer.norm1)
    inner = g.node("Gelu", linear("first", of, layer.first), domain=CONTRIB)
    return g.added_and_normed(f"{name}.norm2", linear("second", inner, layer.second), of, layer.norm2)


def graph_of(encoder: Encoder, mix: Mix) -> Any:
    """The encoder as a model of ONNX: `ids`, `known`, `rows` and what `fast` says to `chances`."""
    g = Graph()
    table = array(encoder.word.weight)
    scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-8) / 127
    words = g.weight("word", np.rint(table / scale).astype(np.int8))
    taken = g.node("Cast", g.node("Gather", words, "ids"), to=TensorProto.FLOAT)
    x = g.node("Mul", taken, g.node("Gather", g.weight("word.scale", scale.astype(np.float32)), "ids"))
    length = g.node("Shape", "ids", start=1, end=2)
    zero, axis = g.weight("zero", np.zeros(1, dtype=np.int64)), g.weight("axis", np.zeros(1, dtype=np.int64))
    positions = g.weight("position", array(encoder.position.weight)[:LENGTH])
    x = g.node("Add", x, g.node("Slice", positions, zero, length, axis))
    parts = (g.weight("norm.weight", array(encoder.norm.weight)), g.weight("norm.bias", array(encoder.norm.bias)))
    x = g.node("LayerNormalization", x, *parts, axis=-1, epsilon=EPSILON)
    there = g.node("Cast", g.node("Greater", "ids", g.weight("none", np.zeros((), np.int64))), to=TensorProto.INT32)
    for number in range(LAYERS):
        if number == FROZEN:
            for column in range(COLUMNS):
                which = g.node("Gather", "known", g.weight(f"column.{column}", np.array(column)), axis=2)
                x = g.node(
                    "Add", x, g.node("Gather", g.weight(f"known.{column}", array(encoder.known[column].weight)), which)
                )
            last = g.node("Unsqueeze", "rows", g.weight("last", np.array([2])))
            of = g.node("GatherND", x, last, batch_dims=1)
        name, layer = f"layer.{number}", encoder.layers[number]
        if number < FROZEN:
            x = _layer(g, name, layer, x, x, there)
        else:
            of = _layer(g, name, layer, x, of, there)
    head = (g.weight("head.weight", array(encoder.head.weight).T), g.weight("head.bias", array(encoder.head.bias)))
    own = g.node("LogSoftmax", g.node("Add", g.node("MatMul", of, head[0]), head[1]), axis=-1)
    least = g.weight("least", np.array(LEAST, dtype=np.float32))
    theirs = g.node("Log", g.node("Max", "said", least))
    own = g.node(
        "MatMul",
        g.node("Max", own, g.weight("lowest", np.log(np.array(LEAST, dtype=np.float32)))),
        g.weight("mix.own", mix.own),
    )
    theirs = g.node("MatMul", theirs, g.weight("mix.fast", mix.fast))
    scores = g.node("Add", g.node("Add", own, theirs), g.weight("mix.bias", mix.bias))
    g.nodes.append(helper.make_node("Softmax", [scores], ["chances"], axis=-1))
    inputs = [
        helper.make_tensor_value_info("ids", TensorProto.INT64, ["windows", "length"]),
        helper.make_tensor_value_info("known", TensorProto.INT64, ["windows", "length", COLUMNS]),
        helper.make_tensor_value_info("rows", TensorProto.INT64, ["windows", "words"]),
        helper.make_tensor_value_info("said", TensorProto.FLOAT, ["windows", "words", len(CLASSES)]),
    ]
    outputs = [helper.make_tensor_value_info("chances", TensorProto.FLOAT, ["windows", "words", len(CLASSES)])]
    graph = helper.make_graph(g.nodes, "accurate", inputs, outputs, g.weights)
    domains = [helper.make_opsetid("", 17), helper.make_opsetid(CONTRIB, 1)]
    return helper.make_model(graph, opset_imports=domains, ir_version=9, producer_name="dateline")


def save(encoder: Encoder, mix: Mix, path: Path) -> None:
    """Write the file; the same weights give the same bytes."""
    onnx.save(graph_of(encoder, mix), str(path))
