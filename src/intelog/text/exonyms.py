"""Names and terms that are called otherwise in the other language, or in full: `Nvidia` is `英伟达`, `RL` 强化学习."""

from __future__ import annotations

from intelog.text.names import name_key

_MAKERS = """
Nvidia 英伟达|Google 谷歌|Microsoft 微软|Amazon 亚马逊|Tencent 腾讯|Alibaba 阿里巴巴 阿里|Baidu 百度|ByteDance 字节跳动|
Huawei 华为|Xiaomi 小米|Zhipu 智谱|Moonshot 月之暗面|Qwen 千问|Tesla 特斯拉|Intel 英特尔|Samsung 三星|SoftBank 软银|Oracle 甲骨文|
Qualcomm 高通|TSMC 台积电|Reuters 路透社 路透|Bloomberg 彭博|Meituan 美团|JD 京东|Kuaishou 快手|iFlytek 科大讯飞|SenseTime 商汤|
StepFun 阶跃星辰|Baichuan 百川智能|Doubao 豆包|Hunyuan 混元|WeChat 微信|Alipay 支付宝|Disney 迪士尼|Netflix 奈飞|Adobe 奥多比|
Altman 奥特曼|Musk 马斯克|Zuckerberg 扎克伯格|Huang 黄仁勋|Hinton 辛顿|LeCun 杨立昆|Karpathy 卡帕西|Nadella 纳德拉|Pichai 皮查伊
"""
"""These say nothing else in Chinese, so that a claim that says one is asked for it."""
_OTHERS = """
Apple 苹果|Tsinghua 清华|Peking 北大 北京大学|Stanford 斯坦福|Harvard 哈佛|Oxford 牛津|Cambridge 剑桥|Princeton 普林斯顿|Berkeley 伯克利|
Chinese 中文 汉语 中国 中方|English 英语 英文|Japanese 日语 日文 日本|Korean 韩语 韩文 韩国|French 法语 法文 法国|German 德语 德文 德国|
Spanish 西班牙|Portuguese 葡萄牙|Italian 意大利|Russian 俄语 俄罗斯|Arabic 阿拉伯|Hindi 印地语|Vietnamese 越南|Thai 泰语 泰国|
Indonesian 印尼|Turkish 土耳其|Dutch 荷兰|Danish 丹麦|Polish 波兰|Hebrew 希伯来|Greek 希腊|Latin 拉丁|Persian 波斯|Norwegian 挪威|
China 中国|America 美国|American 美国|USA 美国|US 美国|Japan 日本|Korea 韩国|France 法国|Germany 德国|Britain 英国|British 英国|UK 英国|
Europe 欧洲 欧盟|European 欧洲 欧盟|EU 欧盟|India 印度|Indian 印度|Canada 加拿大|Australia 澳大利亚|Israel 以色列|Singapore 新加坡|
Norway 挪威|Spain 西班牙|Italy 意大利|Russia 俄罗斯|Vietnam 越南|Brazil 巴西|Mexico 墨西哥|Nigeria 尼日利亚|Africa 非洲|African 非洲|
Asia 亚洲|Asian 亚洲|Beijing 北京|Shanghai 上海|Shenzhen 深圳|Hangzhou 杭州|Taiwan 台湾|Paris 巴黎|London 伦敦|Tokyo 东京
"""
_TERMS = """
RL reinforcement-learning 强化学习|SFT supervised-fine-tuning supervised-finetuning 监督微调|RLHF 人类反馈|RAG retrieval-augmented 检索增强|
LLM large-language-model 大语言模型 大型语言模型 大模型|LM language-model 语言模型|SLM small-language-model 小语言模型 小型语言模型 小模型|
VLM vision-language-model 视觉语言模型|MLLM multimodal-large-language-model 多模态大语言模型 多模态大模型|MoE mixture-of-experts 混合专家|
CoT chain-of-thought 思维链|QA question-answering 问答|NLP natural-language-processing 自然语言处理|ML machine-learning 机器学习|
DL deep-learning 深度学习|CV computer-vision 计算机视觉|IR information-retrieval 信息检索|KG knowledge-graph 知识图谱|
ASR speech-recognition 语音识别|TTS text-to-speech speech-synthesis 语音合成|OCR character-recognition 字符识别|KD knowledge-distillation 知识蒸馏|
PE positional-encoding 位置编码|NMT neural-machine-translation 机器翻译|MT machine-translation 机器翻译|NER named-entity-recognition 命名实体识别|
SOTA state-of-the-art 最先进 最佳水平 最优水平 最好水平|OOD out-of-distribution 分布外|ICL in-context-learning 上下文学习|PEFT parameter-efficient 参数高效|
CEO chief-executive 首席执行官|CTO 首席技术官|IPO 上市 首次公开募股|ARR 年化收入 年度经常性收入|AGI 通用人工智能|MAS multi-agent 多智能体|
Agent 智能体 代理|Agents 智能体 代理|Token 词元 令牌|Transformer 变换器|Prompt 提示词 提示
"""
"""A short form, then what it stands for."""


def _rows(table: str) -> list[list[str]]:
    return [row.split() for row in table.replace("\n", "").split("|")]


_ROWS = [*_rows(_MAKERS), *_rows(_OTHERS), *_rows(_TERMS)]
_OTHERWISE = {name_key(name): others for name, *others in _ROWS}
_IN_ENGLISH = {han: english for english, *names in _rows(_MAKERS) for han in names}


def otherwise(name: str) -> list[str]:
    """What else *name* is called: in Chinese, or in full."""
    return _OTHERWISE.get(name_key(name), []) or _OTHERWISE.get(name_key(name.removesuffix("s")), [])


def also_called(name: str) -> list[str]:
    """All other names of what *name* calls, in whichever language it is said; hyphens of a term are spaces."""
    found = [row for row in _ROWS if name_key(name) in {name_key(one.replace("-", " ")) for one in row}]
    every = dict.fromkeys(one.replace("-", " ") for row in found for one in row)
    return [one for one in every if name_key(one) != name_key(name)]


def makers(text: str) -> list[tuple[str, str]]:
    """The companies and people that *text* calls by a Chinese name, each with its English name."""
    return [(han, english) for han, english in _IN_ENGLISH.items() if han in text]
