"""The words, by language, of sentences that list file formats: `media_sentences` reads no others.

No list has a word that denies, excepts, hedges or gives an example, or the verb of another act. A word
may be wrongly left out, and then a sentence stays unread; one that is wrongly let in makes a client
refuse a good file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FormatWords:
    """One language: words that say what is accepted, that exclude others, and the neutral ones.

    `joined` languages write words without spaces between them, or with endings of their own; a word
    of the others is compared whole.
    """

    accepting: frozenset[str]
    only: frozenset[str]
    neutral: frozenset[str]
    joined: bool = False

    @property
    def all_words(self) -> frozenset[str]:
        """All words of the language."""
        return self.accepting | self.only | self.neutral


def _words(accepting: str, only: str, neutral: str, *, joined: bool = False) -> FormatWords:
    parts = accepting.split(), only.split(), neutral.split()
    return FormatWords(frozenset(parts[0]), frozenset(parts[1]), frozenset(parts[2]), joined)


FORMAT_WORDS: Mapping[str, FormatWords] = {
    "en": _words(
        "support supports supported accept accepts accepted allow allows allowed permitted format "
        "formats filetype filetypes extension extensions",
        "only exclusively",
        "a an the of in and or is are must be following valid input image images picture pictures photo "
        "photos video videos clip clips audio sound music voice media file files url urls uri link type "
        "types size max maximum",
    ),
    "de": _words(
        "unterstützt unterstützte unterstützten zulässig zulässige erlaubt erlaubte akzeptiert "
        "akzeptierte format formate dateiformat dateiformate bildformate videoformate audioformate "
        "dateitypen dateityp",
        "nur ausschließlich",
        "und oder im in als die der das sind ist wird werden bild bilder video videos audio datei "
        "dateien url max maximal dateigröße",
    ),
    "fr": _words(
        "pris prise prises prend charge supporte supportés supportées accepte acceptés acceptées "
        "autorisés autorisées format formats",
        "seulement uniquement exclusivement",
        "en et ou au aux le la les l de des d du sont est image images vidéo vidéos audio fichier "
        "fichiers url taille max maximale",
    ),
    "es": _words(
        "admite admiten admitido admitidos soporta soportados acepta aceptan aceptados permitidos "
        "compatible compatibles formato formatos",
        "solo sólo solamente únicamente exclusivamente",
        "se en y o u con los las el la de del es son imagen imágenes vídeo vídeos video videos audio "
        "archivo archivos url tamaño máx máximo",
    ),
    "pt": _words(
        "suporta suportado suportados aceita aceitam aceito aceitos permitidos formato formatos",
        "só somente apenas exclusivamente",
        "em e ou os as o a de do da é são imagem imagens vídeo vídeos áudio arquivo arquivos ficheiro "
        "ficheiros url tamanho máx máximo",
    ),
    "it": _words(
        "supporta supportato supportati accetta accettati ammessi consentiti formato formati",
        "solo soltanto solamente esclusivamente",
        "in e o i il gli le la di del sono è immagine immagini video audio file url dimensione max "
        "massima",
    ),
    "ru": _words(
        "поддерживает поддерживаются поддерживаемые поддерживаемый допустимые допустимы допускаются "
        "принимает принимаются формат формате формата форматы форматов форматах",
        "только исключительно",
        "и или в файл файла файлы файлов изображение изображения изображений видео аудио url размер "
        "макс максимум",
    ),
    "tr": _words(
        "destekler desteklenir desteklenen format formatlar formatlarını formatları biçim biçimler "
        "biçimleri biçimlerini",
        "yalnızca sadece",
        "ve veya dosya dosyalar görsel görseller resim resimler video videolar ses url en fazla",
    ),
    "vi": _words(
        "hỗ trợ định dạng chấp nhận",
        "chỉ",
        "các và hoặc tệp hình ảnh video âm thanh url tối đa kích thước là được",
    ),
    "id": _words(
        "mendukung didukung menerima diterima format",
        "hanya",
        "dan atau yang berkas file gambar foto video audio url ukuran maks maksimum",
    ),
    "ar": _words(
        "يدعم تدعم المدعومة مدعومة الصيغ صيغ صيغة بصيغة التنسيقات تنسيقات تنسيق بتنسيق",
        "فقط",
        "و أو ملف ملفات صورة صور الصور فيديو الفيديو صوت",
    ),
    "zh": _words(
        "支持 支援 接受 允许 允許 格式 格式为 格式為",
        "只 仅 僅 只限 仅限 僅限 限",
        "的 是 为 為 和 或 与 與 及 以及 文件 檔案 图片 圖片 图像 圖像 影像 影片 视频 視頻 音频 音訊 "
        "以内 以內 以下 最大 最多 大小 url",
        joined=True,
    ),
    "ja": _words(
        "サポート サポートします サポートしています サポートされています 対応 対応します 対応しています "
        "受け付けます 形式 フォーマット 拡張子",
        "のみ だけ",
        "を に が の は は と や または および です ファイル 画像 動画 音声 最大 まで 以下 "
        "以内 サイズ url",
        joined=True,
    ),
    "ko": _words(
        "지원 지원합니다 지원됩니다 지원하는 지원되는 지원됨 허용 허용됩니다 형식 포맷 확장자",
        "만",
        "및 또는 와 과 을 를 은 는 이 가 의 으로 로 입니다 파일 이미지 영상 동영상 비디오 오디오 최대 "
        " 이하 까지 크기 url",
        joined=True,
    ),
    "th": _words(
        "รองรับ รูปแบบ นามสกุล",
        "เท่านั้น เฉพาะ",
        "และ หรือ คือ ไฟล์ รูปภาพ ภาพ วิดีโอ เสียง ขนาด สูงสุด url",
        joined=True,
    ),
}
ABOUT_FORMATS = (
    r"\b(?:(?:un)?support|accept|allow|formats?\b|extension|file ?type|others?\b|also\b|example|etc\b|"
    r"types\b|else\b|everything|any (?:image|video|audio|file|media)|full list|complete|exhaustive|"
    r"and more\b|many more|more\b(?! than)|instance|too\b|as well\b|works?\b|fine\b|"
    r"(?:jfif|jp2|psd|pdf|exr|tga|ico|raw|dng|wmv|flv|3gp|ogv|mpga|wma|aiff?|amr|pcm|oga|weba)s?\b|"
    r"(?:nicht )?unterstütz|zuläss|erlaub|datei(?:format|typ)|ander|auch\b|beispiel|"
    r"charge\b|autoris|autre|aussi\b|exemple|soport|admi[ts]|acept|compatib|permit|formato|otr[oa]|"
    r"también|ejemplo|suport|aceit|outr[oa]|também|exemplo|accett|ammess|consentit|altr[io]|anche|esempi|"
    r"поддерж|неподдерж|формат|допус|принима|друг|также|например|"
    r"destek|biçim|diğer|ayrıca|örne|hỗ trợ|định dạng|chấp nhận|khác|ví dụ|"
    r"(?:men|di)dukung|(?:men|di)?terima|lain|juga|contoh)|دعم|مدعوم|صيغ|تنسيق|أخرى|أيضا|مثل|"
    "支持|支援|接受|允许|允許|格式|其他|其它|例如|比如|等等|"
    "サポート|対応|受け付け|形式|フォーマット|拡張子|その他|など|例えば|"
    "지원|허용|형식|포맷|확장자|다른|기타|예를|등(?![가-힣])|"
    "รองรับ|รูปแบบ|นามสกุล|อื่น|เช่น"
)
"""What a sentence without formats may not say beside one that lists them: it may add some, or take them back."""
ROLES = frozenset(
    "first last start end final initial reference source target mask frame to edit animate upscale "
    "transform extend use your this".split()
)
"""What a sentence without formats may say of the field, beside the neutral words of English."""
SIZE_WORDS = (
    "up to|at most|no more than|no larger than|less than|under|max|maximum|bis|bis zu|maximal|"
    "jusqu'à|hasta|até|fino a|до|không quá|hingga|不超过|不超過|不大于|不大於|小于|小於|最大|最多|最大で|"
    "최대|ไม่เกิน|สูงสุด"
)
"""What stands before the number of a size."""
SIZE_UNITS = "[KMG]i?B|[KMG]o|[КМГ]Б|px|pixels|MP|s|sec|seconds|秒|초"
