"""See a wrong payload rejected before anything is sent: no sandbox and no token are needed.

PYTHONPATH=generated python examples/wrong_payload.py
"""

from runcomfy import InvalidInput, kling

try:
    kling.kling_3_0.standard.image_to_video.request(
        prompt="A cat wakes up",
        start_image_url="http://example.com/cat.png",
        duration=12,
        multi_prompt=[{"duration": 3}, {"duration": 4}],
    )
except InvalidInput as error:
    print(error)
    print("Fields to fix:", ", ".join(fault.path for fault in error.faults))
