#!/usr/bin/env bash
# night.sh PYTHON: what the model predicts of each client now is kept for the outcomes to come, then what the service counted is judged.
# Neither waits for the other's success. Exit code 1: somebody must look, at what was not kept too; 2: too few people to tell anything.
set -uo pipefail
python=${1:?give the Python of the jobs}
: "${DATA_DIR:?give DATA_DIR}"
"$python" -m jobs outcomes --keep || kept=1
"$python" -m jobs drift --live --json "$DATA_DIR/drift.json"; judged=$?
exit "${kept:-$judged}"
