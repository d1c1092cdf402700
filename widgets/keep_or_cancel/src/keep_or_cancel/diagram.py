"""Multi-valued decision diagrams: a function of small closed choices, as a shared graph.

A diagram is reduced and ordered: equal parts are one node, and a node whose branches all lead to
the same place is left out. So a variable stands in a diagram exactly if the function depends on
it, and what can still be reached from a node is what is still possible. Both facts are what the
self-check rests on, and both are exact.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

# A node is an index >= 0. A terminal with value k is written -(k + 1).
type Node = int

FALSE: Node = -1
TRUE: Node = -2


def terminal(value: int) -> Node:
    """Return the terminal that stands for `value` (0 or more)."""
    return -(value + 1)


def value_of(node: Node) -> int:
    """Return the value a terminal stands for."""
    return -node - 1


class Diagrams:
    """A pool of nodes over ordered variables, each with a number of values; diagrams share it."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = tuple(sizes)
        self.nodes: list[tuple[int, tuple[Node, ...]]] = []
        self._unique: dict[tuple[int, tuple[Node, ...]], Node] = {}
        self._ite: dict[tuple[Node, Node, Node], Node] = {}

    def node(self, level: int, children: tuple[Node, ...]) -> Node:
        """Return the node that branches on variable `level` to `children`, made once."""
        first = children[0]
        if all(child == first for child in children):
            return first
        key = (level, children)
        number = self._unique.get(key)
        if number is None:
            number = self._unique[key] = len(self.nodes)
            self.nodes.append(key)
        return number

    def one_of(self, level: int, values: Iterable[int]) -> Node:
        """Return the condition that variable `level` has one of `values`."""
        allowed = set(values)
        size = self.sizes[level]
        return self.node(level, tuple(TRUE if v in allowed else FALSE for v in range(size)))

    def if_then_else(self, condition: Node, then: Node, other: Node) -> Node:
        """Return the function that is `then` where `condition` holds and `other` elsewhere."""
        if condition == TRUE or then == other:
            return then
        if condition == FALSE:
            return other
        key = (condition, then, other)
        choice = self._ite.get(key)
        if choice is None:
            level = min(self.nodes[n][0] for n in key if n >= 0)
            branches = zip(*(self._branches(n, level) for n in key), strict=True)
            choice = self.node(level, tuple(self.if_then_else(*b) for b in branches))
            self._ite[key] = choice
        return choice

    def both(self, left: Node, right: Node) -> Node:
        """Return the condition that both hold."""
        return self.if_then_else(left, right, FALSE)

    def either(self, left: Node, right: Node) -> Node:
        """Return the condition that at least one holds."""
        return self.if_then_else(left, TRUE, right)

    def _branches(self, node: Node, level: int) -> tuple[Node, ...]:
        if node >= 0 and self.nodes[node][0] == level:
            return self.nodes[node][1]
        return (node,) * self.sizes[level]

    def fix(self, node: Node, level: int, value: int) -> Node:
        """Return the function with variable `level` set to `value`."""
        done: dict[Node, Node] = {}

        def walk(node: Node) -> Node:
            if node < 0 or self.nodes[node][0] > level:
                return node
            if node not in done:
                here, children = self.nodes[node]
                done[node] = (
                    children[value]
                    if here == level
                    else self.node(here, tuple(walk(child) for child in children))
                )
            return done[node]

        return walk(node)

    def leads_to(self, root: Node, values: Iterable[int]) -> Node:
        """Return the condition that `root` gives one of the terminal `values`."""
        ends = set(values)
        done: dict[Node, Node] = {}

        def walk(node: Node) -> Node:
            if node < 0:
                return TRUE if value_of(node) in ends else FALSE
            if node not in done:
                level, children = self.nodes[node]
                done[node] = self.node(level, tuple(walk(child) for child in children))
            return done[node]

        return walk(root)

    def restrict(
        self,
        root: Node,
        domains: Mapping[int, Sequence[int]],
        rename: Callable[[int], int] = lambda value: value,
    ) -> tuple["Diagrams", Node]:
        """Return `root` with each variable confined to its domain, its terminals renamed.

        `domains` maps a level to the values it may still have, in a list that is not empty; a
        level not in it keeps all. In the new pool a node's branches are those values only.
        """
        sizes = [len(domains.get(level, range(size))) for level, size in enumerate(self.sizes)]
        pool = Diagrams(sizes)
        done: dict[Node, Node] = {}

        def walk(node: Node) -> Node:
            if node < 0:
                return terminal(rename(value_of(node)))
            part = done.get(node)
            if part is None:
                level, children = self.nodes[node]
                values = domains.get(level)
                if values is None:
                    part = pool.node(level, tuple(walk(child) for child in children))
                elif len(values) == 1:
                    part = walk(children[values[0]])
                else:
                    part = pool.node(level, tuple(walk(children[v]) for v in values))
                done[node] = part
            return part

        return pool, walk(root)

    def reachable(self, root: Node) -> tuple[set[int], set[int]]:
        """Return the levels and the terminal values that can be reached from `root`."""
        levels: set[int] = set()
        values: set[int] = set()
        seen: set[Node] = set()
        stack = [root]
        while stack:
            node = stack.pop()
            if node in seen:
                continue
            seen.add(node)
            if node < 0:
                values.add(value_of(node))
            else:
                level, children = self.nodes[node]
                levels.add(level)
                stack.extend(children)
        return levels, values

    def reachable_with(self, root: Node, level: int, branch: int) -> set[int]:
        """Return the terminal values that can be reached if variable `level` takes `branch`."""
        values: set[int] = set()
        seen: set[Node] = set()
        stack = [root]
        while stack:
            node = stack.pop()
            if node in seen:
                continue
            seen.add(node)
            if node < 0:
                values.add(value_of(node))
            elif self.nodes[node][0] == level:
                stack.append(self.nodes[node][1][branch])
            else:
                stack.extend(self.nodes[node][1])
        return values

    def counts(self, root: Node) -> dict[int, int]:
        """Return for each terminal value the number of complete assignments that lead to it."""
        done: dict[Node, dict[int, int]] = {}
        end = len(self.sizes)

        def level_of(node: Node) -> int:
            return self.nodes[node][0] if node >= 0 else end

        def between(upper: int, lower: int) -> int:
            product = 1
            for size in self.sizes[upper:lower]:
                product *= size
            return product

        def walk(node: Node) -> dict[int, int]:
            if node < 0:
                return {value_of(node): 1}
            ends = done.get(node)
            if ends is None:
                ends = done[node] = {}
                level, children = self.nodes[node]
                for child in children:
                    skipped = between(level + 1, level_of(child))
                    for value, count in walk(child).items():
                        ends[value] = ends.get(value, 0) + count * skipped
            return ends

        skipped = between(0, level_of(root))
        return {value: count * skipped for value, count in walk(root).items()}

    def an_assignment(self, root: Node, value: int) -> dict[int, int] | None:
        """Return a shortest list of choices (level to branch) that leads to `value`, or None."""
        best: dict[Node, dict[int, int] | None] = {}

        def walk(node: Node) -> dict[int, int] | None:
            if node < 0:
                return {} if value_of(node) == value else None
            if node not in best:
                level, children = self.nodes[node]
                ways = [
                    {level: branch, **rest}
                    for branch, child in enumerate(children)
                    if (rest := walk(child)) is not None
                ]
                best[node] = min(ways, key=len) if ways else None
            return best[node]

        return walk(root)

    def paths(self, root: Node) -> int:
        """Return the number of different ways from `root` to a terminal."""
        done: dict[Node, int] = {}

        def walk(node: Node) -> int:
            if node < 0:
                return 1
            if node not in done:
                done[node] = sum(walk(child) for child in set(self.nodes[node][1]))
            return done[node]

        return walk(root)
