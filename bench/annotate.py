"""How fast articles are annotated, beside the bare parse and beside other tools.

usage: bench/annotate.py TEXTS.jsonl [--articles N] [--rivals PYTHON] [--memory]

TEXTS has rows {id, text}; they are taken in turn until N articles (default: each once) have passed. All runs
use one core, the same model and the same texts, in one process:

  bare parse      ``nlp.pipe`` over the model as it comes
  annotate        parse, entities, quotes and speakers
  after parse     entities, quotes and speakers over parsed articles

PYTHON is the interpreter of an environment that holds textacy and sayswho (they cannot share ours); what is
not there is skipped. Their figures are for finding quotations in the first hundred articles, parsed with the
same model; neither says who the speaker's words mean.

``--memory`` annotates only, and prints what the process holds after each tenth of the articles.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from itertools import cycle, islice
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import psutil  # noqa: E402 - threads are set before numpy starts
import spacy  # noqa: E402 - threads are set before numpy starts
from spacy.language import Language  # noqa: E402

from dateline.annotate import annotate, annotate_texts  # noqa: E402
from dateline.annotate.parse import load_model, model_folder, parse  # noqa: E402
from dateline.settings import AnnotateSettings  # noqa: E402

RIVALS = {
    "textacy": """
from textacy.extract import direct_quotations as find
prepared = str
""",
    "sayswho": """
from sayswho.quote_finder import quote_finder as find
from sayswho.helpers import prep_text_for_quote_detection
def prepared(text):
    return prep_text_for_quote_detection("\\n".join(filter(str.strip, text.splitlines())))
""",
}
"""Each one's finder of quotations; sayswho's naming of speakers wants a coreference model beside."""
TIME_RIVAL = """
import json, sys, time, spacy
docs = list(spacy.load(sys.argv[1]).pipe(prepared(text) for text in json.load(sys.stdin)))
gave_up, start = 0, time.process_time()
for doc in docs:
    try:
        list(find(doc))
    except (ValueError, TypeError):  # marks that do not pair, or an apostrophe of two letters
        gave_up += 1
took = time.process_time() - start
print(f"{len(docs) / took:.0f} articles/s, of which it gave up on {gave_up / len(docs):.0%}")
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("texts", type=Path)
    parser.add_argument("--articles", type=int)
    parser.add_argument("--rivals", metavar="PYTHON")
    parser.add_argument("--memory", action="store_true")
    asked = parser.parse_args()
    texts = [json.loads(line)["text"] for line in asked.texts.read_text("utf-8").splitlines()]
    texts = list(islice(cycle(texts), asked.articles or len(texts)))
    settings = AnnotateSettings()
    name = settings.models["en"]
    if asked.memory:
        watch_memory(texts, name, settings)
    else:
        measure(texts, name, settings)
    for rival in RIVALS if asked.rivals else ():
        print(f"{rival:14} {rival_rate(rival, asked.rivals, str(model_folder(name)), texts[:100])}")


def measure(texts: list[str], name: str, settings: AnnotateSettings) -> None:
    """Print our own rates, the bare parse before and after so that a change of the machine's pace shows."""
    bare = spacy.load(model_folder(name))
    load_model(name)
    rows = [(str(number), text, None) for number, text in enumerate(texts)]
    batch = settings.batch_size
    warm_up(bare, rows[:5], name, settings)
    first = rate(lambda: (1 for _ in bare.pipe(texts, batch_size=batch)))
    whole = rate(lambda: (1 for _ in annotate_texts(rows, model=name, settings=settings)))
    second = rate(lambda: (1 for _ in bare.pipe(texts, batch_size=batch)))
    docs = list(parse(((row[0], row[1]) for row in rows[:200]), model=name))
    after = rate(lambda: (annotate(doc, identity=key, title=None, settings=settings) for key, doc in docs))
    pace = (first + second) / 2
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"bare parse     {first:.1f} and {second:.1f} articles/s")
    print(f"annotate       {whole:.1f} articles/s, {whole / pace:.0%} of the bare parse")
    print(f"after parse    {after:.0f} articles/s")
    print(f"peak memory    {memory:.0f} MB after {len(texts)} articles")


def watch_memory(texts: list[str], name: str, settings: AnnotateSettings) -> None:
    rows = ((str(number), text, None) for number, text in enumerate(texts))
    tenth = max(1, len(texts) // 10)
    for number, _ in enumerate(annotate_texts(rows, model=name, settings=settings), start=1):
        if number % tenth == 0:
            held = psutil.Process().memory_info().rss / 1024**2
            print(f"{number:7,} articles  {held:5.0f} MB", flush=True)


def warm_up(bare: Language, rows: list[tuple[str, str, None]], name: str, settings: AnnotateSettings) -> None:
    for _ in bare.pipe(text for _, text, _ in rows):
        pass
    for _ in annotate_texts(rows, model=name, settings=settings):
        pass


def rate(work: Callable[[], Iterable[object]]) -> float:
    """Results of ``work`` a second of CPU."""
    start = time.process_time()
    count = sum(1 for _ in work())
    return count / (time.process_time() - start)


def rival_rate(rival: str, python: str, model: str, texts: list[str]) -> str:
    call = [python, "-c", RIVALS[rival] + TIME_RIVAL, model]
    done = subprocess.run(call, input=json.dumps(texts), capture_output=True, text=True, check=False)
    if done.returncode:
        return f"skipped: {done.stderr.strip().splitlines()[-1]}"
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
