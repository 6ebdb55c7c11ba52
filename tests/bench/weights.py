"""What the signing page and the binary weigh; it starts nothing."""

# Bytes over the wire and on the disk that nobody should exceed.
GOALS = {"script_and_style": 60_000, "fonts": 60_000, "binary": 60 << 20}


def measure(root):
    """Bytes, None for what is not built."""
    bundle = root / "crates/web/ui/dist"
    return {
        "script_and_style": total(smallest(bundle / name) for name in ("sign.js", "sign.css")),
        "fonts": total(path.stat().st_size for path in sorted(bundle.glob("fonts/*.woff2"))),
        "binary": total([size(root / "target/release/podpis")]),
        "goals": GOALS,
    }


def smallest(path):
    """As a browser gets it: packed, where a packed copy lies beside it."""
    sizes = [size(path.with_name(path.name + ending)) for ending in ("", ".gz", ".br")]
    return min((found for found in sizes if found is not None), default=None)


def size(path):
    return path.stat().st_size if path.exists() else None


def total(sizes):
    sizes = list(sizes)
    return None if not sizes or None in sizes else sum(sizes)


def show(weights):
    print("weights in bytes")
    for name, goal in GOALS.items():
        found = weights[name]
        words = "not built" if found is None else f"{found:>11,} of {goal:,}: {'met' if found <= goal else 'MISSED'}"
        print(f"  {name:<17} {words}")
