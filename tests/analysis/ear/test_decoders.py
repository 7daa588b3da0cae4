"""What decoders are given and what they make of it: many channels, no networks, lengths that are true."""

from __future__ import annotations

import resource
import socket
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from organizer.analysis.ear import audio, decoders, frame_count
from organizer.base.errors import AudioError

RATE = 22_050
LAYOUTS = {1: "mono", 2: "stereo", 3: "3.0", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}


def noise(seconds: float, *, channels: int = 1, rate: int = RATE) -> np.ndarray:
    """shape=(channels, samples)"""
    return (0.1 * np.random.default_rng(1).standard_normal((channels, round(seconds * rate)))).astype("f4")


def encode(
    path: Path, sound: np.ndarray, *, rate: int = RATE, codec: str, container: str, **options: str
) -> None:
    """Through an encoder of FFmpeg."""
    layout = LAYOUTS[len(sound)]
    with av.open(str(path), "w", format=container, options=options) as file:
        stream = file.add_stream(codec, rate=rate, layout=layout)
        size = stream.codec_context.frame_size or 1024
        convert = av.AudioResampler(format=stream.codec_context.format.name)
        for start in range(0, sound.shape[1], size):
            part = np.ascontiguousarray(sound[:, start : start + size].T.reshape(1, -1))
            frame = av.AudioFrame.from_ndarray(part, format="flt", layout=layout)
            frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
            for converted in convert.resample(frame):
                file.mux(stream.encode(converted))
        file.mux(stream.encode(None))


def write(path: Path, sound: np.ndarray, rate: int) -> None:
    """In small pieces: libsndfile crashes when it is given a long Ogg at once."""
    with soundfile.SoundFile(path, "w", rate, len(sound)) as file:
        for start in range(0, sound.shape[1], 8192):
            file.write(sound[:, start : start + 8192].T)


@pytest.mark.parametrize("channels", range(1, 9))
@pytest.mark.parametrize("ending", ["m4a", "opus", "ogg", "wav", "flac"])
def test_one_to_eight_channels_are_analyzed(tmp_path: Path, ending: str, channels: int) -> None:
    path = tmp_path / f"a.{ending}"
    sound = noise(1.5, channels=channels, rate=48_000)
    if ending in ("wav", "flac", "ogg"):
        write(path, sound, 48_000)
    else:
        codec, container = {"m4a": ("aac", "mp4"), "opus": ("libopus", "ogg")}[ending]
        encode(path, sound, rate=48_000, codec=codec, container=container)
    (excerpt,) = audio.excerpts(str(path))
    assert abs(excerpt.samples.size / audio.SAMPLE_RATE - 1.5) < 0.1
    assert float(np.std(excerpt.samples)) > 0.005
    widths = {block.shape[1] for _, block in audio.blocks(str(path))}
    assert widths == {channels}


@pytest.mark.parametrize(
    "text",
    [
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio {port} RTP/AVP 97\n"
        "a=rtpmap:97 L16/44100/2\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{song}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile '{song}'\n",
    ],
)
def test_a_file_that_names_other_places_opens_none_of_them(tmp_path: Path, text: str) -> None:
    song, path = tmp_path / "real.wav", tmp_path / "list.mp3"
    soundfile.write(song, noise(2)[0], RATE)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        path.write_text(text.format(port=port, song=song))
        with pytest.raises(AudioError, match="could not be decoded"):
            list(audio.excerpts(str(path)))


def test_more_channels_than_any_song_has_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.zeros((100, 200), np.float32), RATE)
    with pytest.raises(AudioError, match="200 channels"):
        list(audio.excerpts(str(path)))


@pytest.fixture(scope="module")
def mp3(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Ten seconds at a variable bit rate: quiet first, then loud, so that the first frame misleads."""
    path = tmp_path_factory.mktemp("mp3") / "a.mp3"
    sound = noise(10)
    sound[:, : 5 * RATE] *= 1e-4
    encode(path, sound, codec="libmp3lame", container="mp3", id3v2_version="0", write_xing="1")
    return path.read_bytes()


def without_header(data: bytes) -> bytes:
    at = data.find(b"Xing") if b"Xing" in data[:2000] else data.find(b"Info")
    return data[data.find(data[:2], at) :]


@pytest.mark.parametrize(
    ("change", "seconds"),
    [
        (lambda data: data, 10),
        (without_header, 10),
        (lambda data: data.replace(b"Xing", b"Xing\0\0\0\0", 1)[: len(data)], 10),
        (lambda data: data * 2, 20),
        (lambda data: data + b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) + data, 20),
        (lambda data: data[: len(data) * 3 // 4], None),
        (lambda data: bytes(5000) + without_header(data), 10),
        (lambda data: b"HTTP/1.0 200 OK\r\n\r\n" + without_header(data), 10),
        (lambda data: without_header(data)[50:], 10),
    ],
    ids=[
        "as it was",
        "no header",
        "no number",
        "joined",
        "joined with a tag between",
        "cut off",
        "behind zeros",
        "behind text",
        "from the middle of a frame",
    ],
)
def test_the_length_of_an_mp3_is_that_of_its_frames(tmp_path: Path, mp3: bytes, change, seconds) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(change(mp3))
    excerpts = list(audio.excerpts(str(path)))
    decoded = sum(excerpt.samples.size for excerpt in excerpts) / audio.SAMPLE_RATE
    assert decoded == pytest.approx(seconds or decoded, abs=0.2)
    assert excerpts[-1].length == pytest.approx(decoded, abs=0.1)
    assert audio.length(str(path)) == pytest.approx(decoded, abs=0.2)


def test_a_misnamed_file_is_not_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    soundfile.write(path, noise(5)[0], RATE, format="AU", subtype="PCM_16")
    assert frame_count.seconds(str(path))[0] is None


def test_a_stream_of_aac_is_as_long_as_its_frames(tmp_path: Path) -> None:
    path = tmp_path / "a.aac"
    encode(path, noise(6), codec="aac", container="adts")
    assert audio.length(str(path)) == pytest.approx(6, abs=0.2)


@pytest.mark.parametrize(
    ("start", "end", "seconds"),
    [(0.5, None, 5), (0.5, 1.0, 5), (0.3, 0.6, 10), (0.5, 0.51, 10)],
    ids=["cut off", "zeros to its end", "a hole", "a scratch"],
)
def test_damaged_flac_is_as_long_as_its_last_sound(
    tmp_path: Path, start: float, end: float | None, seconds: int
) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, noise(10, rate=44_100)[0], 44_100)
    data = bytearray(path.read_bytes())
    first, last = round(start * len(data)), round((end or 1.0) * len(data))
    data[first:last] = bytes(last - first) if end else b""
    path.write_bytes(data)
    assert list(audio.excerpts(str(path)))[-1].length == pytest.approx(seconds, abs=0.25)


@pytest.mark.parametrize("size", [0, 2**64 - 1])
def test_a_large_wav_whose_recorder_was_cut_off_is_analyzed(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, noise(3)[0], RATE, format="RF64", subtype="PCM_16")
    data = bytearray(path.read_bytes())
    at = data.index(b"ds64") + 8
    data[at : at + 24] = size.to_bytes(8, "little") * 3
    path.write_bytes(data)
    (excerpt,) = audio.excerpts(str(path))
    assert excerpt.length == pytest.approx(3, abs=0.1)
    assert excerpt.peak == pytest.approx(float(np.abs(noise(3)).max()), abs=0.01)


def test_a_length_that_the_bytes_cannot_hold_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, noise(3, rate=8000)[0], 8000)
    data = bytearray(path.read_bytes())
    data[22:26] = (40_000 * 8000).to_bytes(4, "big")
    path.write_bytes(data)
    assert audio.length(str(path)) == pytest.approx(3, abs=0.2)


@pytest.mark.parametrize("seconds", [5, 150])
def test_flac_from_a_pipe_does_not_know_its_length(tmp_path: Path, seconds: int) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, noise(seconds, rate=8000)[0], 8000)
    data = bytearray(path.read_bytes())
    data[21] &= 0xF0
    data[22:26] = bytes(4)
    path.write_bytes(data)
    excerpts = list(audio.excerpts(str(path)))
    assert len(excerpts) == (1 if seconds == 5 else 4)
    assert excerpts[-1].length == pytest.approx(seconds, abs=0.1)


def test_flac_that_claims_twice_its_length_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, noise(150, rate=8000)[0], 8000)
    data = bytearray(path.read_bytes())
    data[22:26] = (300 * 8000).to_bytes(4, "big")
    path.write_bytes(data)
    assert list(audio.excerpts(str(path)))[-1].length == pytest.approx(150, abs=0.1)


@pytest.mark.parametrize("seconds", [5, 70])
def test_ogg_streams_that_follow_each_other_are_one_song(tmp_path: Path, seconds: int) -> None:
    path = tmp_path / "a.ogg"
    write(path, noise(seconds), RATE)
    path.write_bytes(path.read_bytes() * 2)
    excerpts = list(audio.excerpts(str(path)))
    assert len(excerpts) == (1 if seconds == 5 else 4)
    assert excerpts[-1].length == pytest.approx(2 * seconds, abs=0.3)


def test_a_broken_stream_of_frames_is_given_up_soon(tmp_path: Path, mp3: bytes) -> None:
    path = tmp_path / "a.mp3"
    frame = without_header(mp3)[:2000]
    path.write_bytes((frame + b"x") * 2000)
    assert frame_count.seconds(str(path)) == (None, 0)


def test_large_tags_do_not_reach_the_decoder(tmp_path: Path, mp3: bytes) -> None:
    path = tmp_path / "a.mp3"
    frame = b"TXXX\0\0\0\x05\0\0\0a\0bc" * 90_000
    size = bytes(len(frame) >> shift & 127 for shift in (21, 14, 7, 0))
    path.write_bytes(b"ID3\x03\0\0" + size + frame + mp3)
    (reader, *_) = decoders.readers(str(path), b"ID3\x03", [])
    with closing(reader):
        assert isinstance(reader, decoders.FFmpeg)
    (excerpt,) = audio.excerpts(str(path))
    assert excerpt.length == pytest.approx(10, abs=0.2)


def test_a_file_without_sound_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    with open(path, "wb") as file:
        file.truncate(300 << 20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(AudioError, match="could not be decoded"):
        list(audio.excerpts(str(path)))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 << 10
