#!/usr/bin/env bash
# Runs what build.sh has built, on a machine with an NVIDIA GPU: parity, speed, learning.
# No compiler and no network are needed.
#
#   run.sh OUT [CORPUS]
#
# OUT comes to hold a file of JSON lines for each part, `gpu.txt`, and `summary.txt`.
# CORPUS, made with `synth generate`, is what the small preset is trained on; that part
# runs only if `synth` itself was carried.
#
# DEVICE    cuda by default; cpu tries this script out
# MODEL     folder of a checkpoint for parity, beside the tiny random models
# SIZES     small and qwen3-vl-8b by default
# SECONDS_TO_LEARN   300 by default
# PYTHON    one that has PyTorch and transformers; python3 by default
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${1:?where to? run.sh OUT [CORPUS]}
corpus=${2:-}
device=${DEVICE:-cuda}
python=${PYTHON:-python3}
mkdir -p "$out"
failed=0

# CUDA 13's libraries where PyTorch has put them, unless the system finds them itself.
libraries() {
    "$python" - <<'PY' 2>/dev/null || true
import glob, sys
found = [p for path in sys.path for p in glob.glob(path + "/nvidia/cu13/lib")]
print(":".join(found))
PY
}
export LD_LIBRARY_PATH="$(libraries):/usr/local/cuda/lib64:/usr/local/nvidia/lib64:${LD_LIBRARY_PATH:-}"
# Other programs may want the cores as well.
export CANDLE_BARRIER_POOL_SPIN_LIMIT=${CANDLE_BARRIER_POOL_SPIN_LIMIT:-200}

# Runs a part, and goes on whatever becomes of it.
part() {
    local name=$1
    shift
    echo "== $name: $*"
    "$@" >"$out/$name.jsonl" 2>"$out/$name.err"
    local code=$?
    # 75 says that the time is over and the work is saved.
    if [ $code -ne 0 ] && [ $code -ne 75 ]; then
        failed=1
        echo "   failed with $code: $(tail -n 1 "$out/$name.err")"
    fi
}

# Runs a size in both programs with the same flags.
both() {
    local name=$1 shape=$2
    shift 2
    part "speed-$name" "$here/gpu" speed "$here/shapes/$shape.json" --device "$device" "$@"
    if "$python" -c 'import torch, transformers' 2>/dev/null; then
        part "torch-$name" "$python" "$here/beside.py" "$here/shapes/$shape.json" --device "$device" "$@"
    else
        echo "== torch-$name: $python has no PyTorch with transformers"
    fi
}

[ "$device" = cpu ] || nvidia-smi >"$out/gpu.txt" 2>&1
part parity "$here/gpu" parity --device "$device"
[ -z "${MODEL:-}" ] || part parity-model "$here/gpu" parity --device "$device" --model "$MODEL"

for size in ${SIZES:-small qwen3-vl-8b}; do
    case $size in
    tiny) both tiny tiny-qwen3-vl --dtype f32 --steps 2 --rows 2 --questions 2 --group 2 --side 4 --completion 4 ;;
    small)
        both small-f32 small --dtype f32 --steps 5 --rows 64 --questions 16 --group 8 --side 28 --text 64 --completion 12
        both small-bf16 small --dtype bf16 --steps 5 --rows 64 --questions 16 --group 8 --side 28 --text 64 --completion 12
        ;;
    *) both "$size" "$size" --dtype bf16 --lora 16 --steps 3 --rows 8 --questions 4 --group 8 --side 28 --text 64 --completion 256 ;;
    esac
done

if [ -n "$corpus" ] && [ -x "$here/synth" ]; then
    part learn "$here/synth" train --preset "${PRESET:-small}" --store "$corpus" --out "$out/course" \
        --device "$device" --dtype bf16 --limit-time "${SECONDS_TO_LEARN:-300}" --json
fi

{
    for file in "$out"/*.jsonl; do
        echo "-- $(basename "$file" .jsonl)"
        case $file in
        */parity*) grep -v '"ok":true' "$file" || echo "all within bounds" ;;
        *) tail -n 4 "$file" ;;
        esac
    done
} | tee "$out/summary.txt"
exit $failed
