#!/usr/bin/env bash
#SBATCH --job-name=synth
#SBATCH --array=0-15
#SBATCH --cpus-per-task=2
#SBATCH --mem=2G
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --signal=B:TERM@60
#SBATCH --output=synth-%A_%a.log
#
# One shard of a corpus a task of a Slurm array:
#
#   sbatch --export=ALL,SYNTH_N=100000,SYNTH_OUT=/scratch/corpus contrib/slurm.sh
#
# Again, for what is missing; the number of shards must be said, since the array then
# has gaps:
#
#   export SYNTH_SHARDS=16 SYNTH_N=100000 SYNTH_OUT=/scratch/corpus
#   sbatch --array="$(synth missing "$SYNTH_OUT" --format slurm)" contrib/slurm.sh
#
# And in the end: synth merge "$SYNTH_OUT" --out whole
set -uo pipefail

synth=${SYNTH:-synth}
tasks=${SYNTH_N:?set SYNTH_N to the number of tasks}
out=${SYNTH_OUT:?set SYNTH_OUT to a folder that all nodes see}

# Slurm tells the batch script of the coming end; what is filled is stored then.
"$synth" generate --n "$tasks" --seed "${SYNTH_SEED:-0}" --out "$out" \
    --jobs "${SLURM_CPUS_PER_TASK:-1}" ${SYNTH_FLAGS:-} &
run=$!
trap 'kill -TERM "$run"' TERM
wait "$run"
code=$?
# A trap ends the first wait; the second has the exit code.
while kill -0 "$run" 2>/dev/null; do
    wait "$run"
    code=$?
done

# 75 asks for another try: full disk, corpus in use, machine at fault, told to stop.
# At most ten of them; anything else but 0 would fail again.
if [ "$code" -eq 75 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 10 ]; then
    scontrol requeue "${SLURM_ARRAY_JOB_ID:-$SLURM_JOB_ID}_${SLURM_ARRAY_TASK_ID:-0}"
fi
exit "$code"
