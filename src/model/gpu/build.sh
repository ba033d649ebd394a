#!/usr/bin/env bash
# Builds for NVIDIA GPUs on a machine that has none.
#
#   src/model/gpu/build.sh [WORK [CARGO ARGUMENTS]]
#
# WORK (target/gpu by default) comes to hold the toolkit, `cuda/`, and what is carried to
# the machine with the GPU, `carry/`: the programs, stripped, and the scripts that run
# them. Cargo's arguments (`-p synth-train --example gpu` by default) say what is built;
# `-p synth` builds the whole command.
#
# The toolkit comes from PyPI wheels, 1.2 GB, once. A driver is what such a machine lacks:
# programs are linked against a stub of libcuda whose every function says that it failed.
#
# CUDA_COMPUTE_CAP   the GPU's compute capability, 90 (H100, H200) by default
# JOBS               processes at a time; the number of cores by default
# ONLY=toolkit       makes the toolkit and prints what to export, for a cargo of your own
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
version=13.0.2
parts=nvcc,crt,nvvm,cccl,cudart,cublas,curand,nvrtc

mkdir -p "${1:-$root/target/gpu}"
work=$(cd "${1:-$root/target/gpu}" && pwd)
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- -p synth-train --example gpu
cuda=$work/cuda

# Compiler, headers and libraries of CUDA in one folder, as nvcc expects them.
toolkit() {
    local python=$work/python wheels file name
    [ -x "$python/bin/pip" ] || python3 -m venv "$python"
    "$python/bin/pip" install --quiet "cuda-toolkit[$parts]==$version"
    wheels=$(echo "$python"/lib/python3*/site-packages/nvidia/cu13)
    rm -rf "$cuda"
    mkdir -p "$cuda/lib64/stubs"
    # nvcc looks for its parts beside itself, behind links.
    cp -r "$wheels/bin" "$wheels/nvvm" "$cuda/"
    ln -s "$wheels/include" "$cuda/include"
    for file in "$wheels"/lib/*.so.* "$wheels"/lib/*.a; do
        name=$(basename "$file")
        ln -sf "$file" "$cuda/lib64/$name"
        case $name in *.so.*) ln -sf "$file" "$cuda/lib64/${name%%.so.*}.so" ;; esac
    done
    driver
}

# A libcuda with every function that cudarc may call. 100 is CUDA_ERROR_NO_DEVICE.
driver() {
    local source
    source=$(cd "$root" && cargo metadata --format-version 1 --locked --features cuda |
        python3 -c 'import json, sys
for package in json.load(sys.stdin)["packages"]:
    if package["name"] == "cudarc":
        print(package["manifest_path"].rsplit("/", 1)[0])')
    grep -ohE '\bfn cu[A-Za-z0-9_]+' "$source/src/driver/sys/mod.rs" | sort -u |
        awk '{ print "int " $2 "(void) { return 100; }" }' >"$work/driver.c"
    gcc -shared -fPIC -Wl,-soname,libcuda.so.1 -o "$cuda/lib64/stubs/libcuda.so" "$work/driver.c"
    ln -sf libcuda.so "$cuda/lib64/stubs/libcuda.so.1"
}

# The programs that cargo says it made.
programs() {
    python3 -c 'import json, sys
for line in sys.stdin:
    made = json.loads(line)
    if made["reason"] == "compiler-artifact" and made["executable"]:
        print(made["executable"])'
}

# What a program needs from the machine that runs it.
needs() {
    readelf --dynamic "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | tr '\n' ' '
}

[ -e "$cuda/lib64/stubs/libcuda.so.1" ] || toolkit
export CUDA_HOME=$cuda CUDA_PATH=$cuda PATH=$cuda/bin:$PATH
export CUDA_COMPUTE_CAP=${CUDA_COMPUTE_CAP:-90}
if [ "${ONLY:-}" = toolkit ]; then
    echo "export CUDA_HOME=$cuda CUDA_PATH=$cuda PATH=$cuda/bin:\$PATH CUDA_COMPUTE_CAP=$CUDA_COMPUTE_CAP"
    exit
fi

mkdir -p "$work/carry"
made=$(cd "$root" && cargo build --release --locked --jobs "${JOBS:-$(nproc)}" --features cuda "$@" \
    --message-format json-render-diagnostics | programs)
for program in $made; do
    strip -o "$work/carry/$(basename "$program")" "$program"
done
cp -r "$here/run.sh" "$here/beside.py" "$here/shapes" "$work/carry/"

for program in $made; do
    carried=$work/carry/$(basename "$program")
    echo "$carried: $(du -h "$carried" | cut -f1)"
    echo "  needs $(needs "$carried")"
    # With the stub in the driver's place every symbol resolves, and CUDA says that there
    # is no GPU.
    LD_LIBRARY_PATH=$cuda/lib64/stubs:$cuda/lib64 "$carried" --help >/dev/null
    echo "  starts"
done
echo "carry $work/carry; the GPU's machine needs a driver of at least 580, and CUDA 13's"
echo "cudart, cublas and curand, such as PyTorch for CUDA 13 brings with it"
