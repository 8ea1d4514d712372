"""A payload of Kling 3.0 standard image-to-video with every field."""

from __future__ import annotations

from typing import Any

PAYLOAD: dict[str, Any] = {
    "prompt": "A cat wakes up and looks out of the window.",
    "start_image_url": "https://example.com/cat.png",
    "duration": 8,
    "multi_prompt": [{"prompt": "wide shot", "duration": 3}, {"prompt": "close-up", "duration": 5}],
    "generate_audio": True,
    "elements": [
        {
            "frontal_image_url": "https://example.com/front.png",
            "reference_image_urls": [f"https://example.com/side-{n}.png" for n in range(3)],
            "video_url": "https://example.com/walk.mp4",
        },
        {"frontal_image_url": "https://example.com/dog.jpg"},
    ],
    "shot_type": "customize",
    "negative_prompt": "blur",
    "cfg_scale": 0.4,
}
