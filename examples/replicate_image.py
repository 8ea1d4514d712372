"""Submit one job to Replicate, wait for it, and print the URLs of its images, of a model whose version is pinned.

Start the sandbox in another terminal, in the checkout: `clientwright sandbox --service replicate --speed 10`. Then run:

    export REPLICATE_API_URL=http://127.0.0.1:8787/v1 REPLICATE_API_TOKEN=sandbox-token
    PYTHONPATH=generated python examples/replicate_image.py
"""

from replicatewright import Replicate, black_forest_labs

request = black_forest_labs.flux_dev.request(prompt="A lighthouse at dawn", num_outputs=2)
with Replicate() as api:
    result = api.run(
        request, timeout=900
    )  # Replicate keeps results for an hour: fetch them at once
print(*result.output.urls, sep="\n")
