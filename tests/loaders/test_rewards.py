"""Every reward file, called as its trainer calls it, says what synth says."""

import importlib.util
import json
import multiprocessing
import os
import subprocess
import sys
import threading

import pytest

wasmtime = pytest.importorskip("wasmtime")


def load(path, name):
    """A module from a file, as the trainers load it."""
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def truths(corpus):
    """Stored rows with the text that an export carries as their truth."""
    found = []
    for split in corpus.manifest("jsonl")["splits"]:
        for line in open(f"{corpus.data('jsonl')}/{split}.jsonl", encoding="utf-8"):
            row = json.loads(line)
            found.append((corpus.rows[row["id"], row["tier"]], row["ground_truth"]))
    return found


def wrong(stored):
    """An answer that is surely wrong."""
    typed = stored["typed"]
    match typed["kind"]:
        case "integer":
            return str(typed["value"] + 1)
        case "number":
            return str(typed["value"] + 10 * typed["tolerance"] + 1)
        case "choice":
            return "AB"[typed["index"] == 0]
        case "yes-no":
            return "no" if typed["value"] else "yes"
        case "sequence":
            return ", ".join(reversed(typed["values"])) + ", Z"
    return "nothing of the kind"


def right(stored):
    """Ways to give the right answer."""
    answers = [stored["answer"]]
    typed = stored["typed"]
    match typed["kind"]:
        case "number":
            answers.append(str(typed["value"] + typed["tolerance"] * 0.9))
            if typed.get("unit"):
                answers.append(f"{stored['answer']} {typed['unit']}")
        case "choice":
            answers.append(typed["options"][typed["index"]])
        case "yes-no":
            answers.append(stored["answer"].upper())
        case "integer":
            answers.append(f"{typed['value']}.0")
    return answers


def wrap(answer):
    return [
        answer,
        f"<think>It might be 999.</think>So it is \\boxed{{{answer}}}",
        f"<think>Let me see.</think><answer>{answer}</answer>",
    ]


def cases(corpus):
    """(response, truth, score) for every stored question."""
    made = []
    for stored, truth in truths(corpus):
        for answer in right(stored):
            made += [(response, truth, 1.0) for response in wrap(answer)]
        made += [(response, truth, 0.0) for response in wrap(wrong(stored))]
        made.append(("", truth, 0.0))
    return made


def check(corpus, scored):
    """Scores of all cases through one interface."""
    all_cases = cases(corpus)
    scores = scored([case[0] for case in all_cases], [case[1] for case in all_cases])
    bad = [(case, got) for case, got in zip(all_cases, scores, strict=True) if got != case[2]]
    assert not bad, bad[:5]


@pytest.mark.parametrize("name", ["hf", "webdataset", "imagefolder", "jsonl"])
def test_plain(corpus, name):
    module = load(corpus.reward(name), "plain_reward")
    check(corpus, lambda responses, truths: list(map(module.score, responses, truths)))


def test_every_kind_is_there(corpus):
    kinds = {stored["typed"]["kind"] for stored, _ in truths(corpus)}
    if corpus.folder.name == "sample":
        assert kinds == {"integer", "number", "text", "choice", "yes-no", "sequence"}
    else:
        assert kinds


def test_easyr1(corpus):
    module = load(corpus.reward("easyr1"), "custom_reward_fn")
    assert module.REWARD_TYPE == "batch" and module.REWARD_NAME

    def scored(responses, truths):
        inputs = [
            {"response": response, "response_length": len(response), "ground_truth": truth}
            for response, truth in zip(responses, truths)
        ]
        scores = module.compute_score(inputs)
        assert all(each["accuracy"] == each["overall"] for each in scores)
        return [each["overall"] for each in scores]

    check(corpus, scored)


def test_verl(corpus):
    reward = pytest.importorskip("verl.trainer.ppo.reward")
    from omegaconf import OmegaConf

    custom = {"path": corpus.reward("verl"), "name": "compute_score"}
    config = OmegaConf.create({"reward": {"custom_reward_function": custom}})
    compute = reward.get_custom_reward_fn(config)

    def scored(responses, truths):
        return [
            compute(data_source="synth", solution_str=response, ground_truth=truth, extra_info={})
            for response, truth in zip(responses, truths)
        ]

    check(corpus, scored)


def test_trl(corpus):
    module = load(corpus.reward("trl"), "trl_reward")

    def keywords(count):
        return {"prompts": [[]] * count, "completion_ids": [[]] * count, "level": [1] * count}

    def texts(responses, truths):
        more = keywords(len(responses))
        return module.synth_reward(completions=responses, ground_truth=truths, **more)

    def messages(responses, truths):
        chats = [[{"role": "assistant", "content": text}] for text in responses]
        more = keywords(len(responses))
        return module.synth_reward(completions=chats, ground_truth=truths, **more)

    check(corpus, texts)
    check(corpus, messages)


def test_ms_swift(corpus):
    rewards = pytest.importorskip("swift.rewards")
    load(corpus.reward("ms-swift"), "reward")
    reward = rewards.orms["synth"](args=None)
    check(corpus, lambda responses, truths: reward(responses, solution=truths, level=[1]))


def test_vlm_r1(corpus):
    module = load(corpus.reward("vlm-r1"), "vlm_reward")

    def scored(responses, truths):
        chats = [[{"role": "assistant", "content": text}] for text in responses]
        plain = ["<answer> x </answer>"] * len(truths)
        methods = ["math"] * len(truths)
        return module.synth_reward(
            prompts=[], completions=chats, solution=plain, ground_truth=truths, accu_reward_method=methods
        )

    check(corpus, scored)


def test_the_program_scores_the_same(corpus):
    synth = os.environ.get("SYNTH")
    known = synth and subprocess.run([synth, "score", "--help"], capture_output=True).returncode == 0
    if not known:
        pytest.skip("this synth has no `score`")
    module = load(corpus.reward("jsonl"), "plain_reward")
    all_cases = cases(corpus)
    lines = [json.dumps({"answer": case[0], "truth": case[1]}) for case in all_cases]
    ran = subprocess.run(
        [synth, "score"], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True
    )
    told = [json.loads(line)["score"] for line in ran.stdout.splitlines()]
    assert told == [module.score(*case[:2]) for case in all_cases]


def test_odd_responses_do_not_stop_a_run(corpus):
    module = load(corpus.reward("jsonl"), "plain_reward")
    truth = truths(corpus)[0][1]
    for response in ["\ud800", "\x00", "\\boxed{" * 5000, "x" * 3_000_000, None, "<answer>"]:
        assert module.score(response, truth) == 0.0


def test_a_truth_that_is_none_is_an_error(corpus):
    module = load(corpus.reward("jsonl"), "plain_reward")
    with pytest.raises(ValueError, match="cannot be used"):
        module.score("1", "")
    told = module.explain("1", "1")
    assert told["score"] == 1.0 and told["reason"]


def _score(path, truth, queue):
    queue.put(load(path, "plain_reward").score("\\boxed{7}", truth))


def test_threads_and_forks(corpus):
    module = load(corpus.reward("jsonl"), "plain_reward")
    got = []

    def work(value):
        got.extend((value, module.score(f"\\boxed{{{value}}}", str(value))) for _ in range(200))

    threads = [threading.Thread(target=work, args=(value,)) for value in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1600 and all(score == 1.0 for _, score in got)
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()
    child = context.Process(target=_score, args=(corpus.reward("jsonl"), "7", queue))
    child.start()
    assert queue.get() == 1.0
    child.join(60)
    assert child.exitcode == 0


def test_a_missing_runtime_is_told(corpus):
    script = f"import sys; sys.modules['wasmtime'] = None; import runpy; runpy.run_path({corpus.reward('verl')!r})"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert ran.returncode != 0 and "pip install wasmtime" in ran.stderr
