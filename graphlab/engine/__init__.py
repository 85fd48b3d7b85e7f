"""The engine: ops, graphs as data, the language of graphs, runs as values, and the gradient check.

It needs numpy and nothing else.
"""
