// The page in English and Korean. Whatever the gateway says in its own words is shown as it came.

const WORDS = {
  en: {
    skip: 'To the content', nav: 'Pages', navScreen: 'Screening', navCluster: 'Cluster', language: 'Language',
    screenTitle: 'Screening', dropHere: 'Drop pictures here, or', choose: 'Choose files',
    kinds: 'JPEG, PNG or DICOM, several at once.', profile: 'Profile', lane: 'Urgency',
    laneStat: 'STAT', laneRoutine: 'Routine', laneBatch: 'Batch',
    session: 'This session', clear: 'Clear', nothingYet: 'Pictures and answers are kept in this page only; closing it forgets them.',
    placeholder: 'Choose a picture. Its label, explanation and evidence will appear here.',
    noPreview: 'No preview of this file.', explanation: 'Explanation, written by the model',
    lesion: 'Answered is the lesion at {0} (pixels).', noLesion: 'No lesion was found: the whole picture is answered.', furtherLesion: 'A further lesion at {0}: {1}',
    cut: 'The text was cut at its limit.', stop: 'Stop', again: 'Screen again', againEnglish: 'Explain in English', againKorean: 'Explain in Korean',
    scores: 'Classes', scoresHint: 'Measured against the training set. Similarity is the cosine to the nearest cluster of the class.',
    class: 'Class', score: 'Score', similarity: 'Similarity', allScores: 'Show all {0} classes', fewScores: 'Show fewer',
    probability: 'Calibrated', predictionSet: '{0} set', classConditionalSet: 'Set per class', noClass: 'no class', unlike: 'Known?',
    isInside: 'Among the known: distance {0}, at most {1}.', isOutside: 'Unlike the training pictures: distance {0}, over {1}.',
    map: 'Place among the clusters', mapHint: 'The two axes show {0} + {1} of the variance between the {2} clusters, so what looks near may be far: scores and similarities are measured in the whole space. A circle is a cluster, its area grows with its number of training pictures.',
    mapLabel: 'Map of {0} clusters. The picture lies nearest to cluster {1}, {2}, similarity {3}.', thisPicture: 'This picture',
    neighbors: 'Nearest training pictures', identifier: 'Picture', nearestClusters: 'Nearest clusters', cluster: 'Cluster', pictures: 'Pictures',
    origin: 'How this was answered', release: 'Release', node: 'Node', engine: 'Engine', adapter: 'Adapter', image: 'Image', requestId: 'Request',
    timings: 'Time', stage: 'Stage', time: 'Time', milliseconds: '{0} ms',
    waiting: 'Waiting', sending: 'Sending', accepted: 'Being looked at', scored: 'Being explained', answered: 'Answered', abstained: 'No answer', rejected: 'Refused', failed: 'Not served', stopped: 'Stopped', held: 'Full: tries again in {0} s',
    agree: 'The model names the same class.', differ: 'The model names another class: {0}.', noModelLabel: 'The model named no class.',
    refusedTitle: 'This file was refused.', abstainedTitle: 'The evidence does not carry an answer.', failedTitle: 'This picture was not served.', stoppedTitle: 'You stopped this picture.',
    remove: 'Remove {0}', announceAnswer: '{0}: {1}, {2}.', announceEnd: '{0}: {1}.', added: '{0} files added.',
    tokenTitle: 'Token', tokenWhy: 'This gateway asks for a token. It is kept in this page only and is forgotten when the page closes.', tokenRefused: 'That token was not accepted.',
    token: 'Token', use: 'Use it', cancel: 'Cancel', enterToken: 'Enter token', forgetToken: 'Forget token',
    clusterTitle: 'Cluster', refreshed: 'As of {0}', pause: 'Pause', resume: 'Go on', stale: 'The gateway does not answer. What is shown is of {0}.',
    clusterName: 'Name', membership: 'Membership', members: 'Members', answeredBy: 'Answered by', notMember: 'none',
    MEMBERSHIP_OFF: 'single gateway, no cluster', MEMBERSHIP_JOINING: 'joining', MEMBERSHIP_JOINED: 'joined',
    SERVER_ROLE_GATEWAY: 'Gateways', SERVER_ROLE_NODE: 'Nodes', SERVER_ROLE_INDEX: 'Indexes', lanes: 'Lanes',
    name: 'Name', address: 'Address', state: 'State', zone: 'Zone', profiles: 'Profiles', device: 'Device', inFlight: 'In flight', latency: 'First answer', uptime: 'Up', fromHere: 'From here', waitingCount: 'Waiting', limit: 'Limit of requests', share: 'Own share',
    serving: 'serving', notServing: 'not serving', ROUTE_STATE_UNKNOWN: 'unknown', ROUTE_STATE_SERVING: 'serving', ROUTE_STATE_WARMING: 'warming up', ROUTE_STATE_SUSPENDED: 'suspended', ROUTE_STATE_EJECTED: 'ejected', ROUTE_STATE_DOWN: 'down',
    LANE_STAT: 'STAT', LANE_ROUTINE: 'Routine', LANE_BATCH: 'Batch', none: 'None known.', latencyTrend: 'Time to the first answer over the last minutes',
    navBatch: 'Batch', batchTitle: 'Batch screening', jobs: 'Jobs', job: 'Job', progress: 'Progress', rate: 'Files/s', remaining: 'Remaining', failures: 'Not screened', submitted: 'Submitted', ended: 'Ended',
    noJobs: 'There are no jobs yet.', noWorker: 'This gateway knows no batch worker: dermstream.gateway.batch.address is not set.', workerNotReady: '{0}', shownIs: 'What is shown is of {0}.',
    submitWhere: 'Jobs are submitted from a shell, since their paths are those of the workers:', allJobs: 'Show all {0} jobs',
    JOB_STATE_LISTING: 'listing files', JOB_STATE_SCREENING: 'screening', JOB_STATE_WRITING: 'writing results', JOB_STATE_COMPLETED: 'completed', JOB_STATE_PAUSED: 'paused', JOB_STATE_CANCELLED: 'cancelled', JOB_STATE_FAILED: 'stopped by a fault',
    IMAGE_OUTCOME_ANSWERED: 'Answered', IMAGE_OUTCOME_ABSTAINED: 'No answer', IMAGE_OUTCOME_REJECTED: 'Refused', IMAGE_OUTCOME_DUPLICATE: 'Duplicate', IMAGE_OUTCOME_UNREADABLE: 'Unreadable', IMAGE_OUTCOME_SET_ASIDE: 'Set aside', filesWaiting: 'Waiting',
    doneOf: '{0} of {1}', doneSoFar: '{0} of {1} found so far', outcomes: 'What became of the files', outcome: 'Outcome', reason: 'Reason', files: 'Files', furtherReasons: '{0} more',
    jobFacts: 'The job', jobId: 'Id', source: 'Source', outputs: 'Results', priority: 'Priority', whicheverLive: 'whichever answers',
    cancelJob: 'Cancel job…', retryFailed: 'Try failed files again ({0})', report: 'Report', reportSoFar: 'Report so far',
    cancelTitle: 'Cancel this job?', cancelWhy: '“{0}” ends for good and cannot be resumed. What it has answered is kept, and its report can still be read.', keep: 'Keep it', cancelNow: 'Cancel the job', retried: '{0} files are tried again.',
    stages: {}, abstentions: {}, errors: {
      UNREACHABLE: 'The gateway cannot be reached.', BROKEN_OFF: 'The answer broke off before its end.', UNREADABLE: 'The file cannot be read; a folder cannot be sent.',
      UNAUTHENTICATED: 'No token, or one that is not accepted.',
    },
  },
  ko: {
    skip: '본문으로 이동', nav: '페이지', navScreen: '판독', navCluster: '클러스터', language: '언어',
    screenTitle: '판독', dropHere: '영상을 여기에 놓거나', choose: '파일 선택',
    kinds: 'JPEG, PNG 또는 DICOM, 여러 개 가능.', profile: '프로필', lane: '긴급도',
    laneStat: '응급(STAT)', laneRoutine: '일반', laneBatch: '일괄',
    session: '이번 세션', clear: '모두 지우기', nothingYet: '영상과 답은 이 페이지에만 있으며, 페이지를 닫으면 사라집니다.',
    placeholder: '영상을 선택하면 진단명, 설명, 근거가 여기에 표시됩니다.',
    noPreview: '이 파일은 미리 볼 수 없습니다.', explanation: '모델이 작성한 설명',
    lesion: '판독한 병변의 위치(화소): {0}', noLesion: '병변을 찾지 못하여 영상 전체를 판독했습니다.', furtherLesion: '다른 병변 {0}: {1}',
    cut: '글이 길이 제한에서 잘렸습니다.', stop: '중지', again: '다시 판독', againEnglish: '영어로 설명', againKorean: '한국어로 설명',
    scores: '진단 분류', scoresHint: '학습 영상과 비교하여 측정한 값입니다. 유사도는 그 분류의 가장 가까운 군집과의 코사인 값입니다.',
    class: '분류', score: '점수', similarity: '유사도', allScores: '분류 {0}개 모두 보기', fewScores: '줄여 보기',
    probability: '보정 확률', predictionSet: '{0} 예측 집합', classConditionalSet: '분류별 예측 집합', noClass: '해당 분류 없음', unlike: '학습 범위',
    isInside: '학습 범위 안: 거리 {0}, 기준 {1} 이하.', isOutside: '학습 영상과 다름: 거리 {0}, 기준 {1} 초과.',
    map: '군집 지도에서의 위치', mapHint: '두 축은 군집 {2}개 사이 분산의 {0} + {1}를 보여 줍니다. 가까워 보여도 실제로는 멀 수 있으며, 점수와 유사도는 전체 공간에서 측정합니다. 원은 군집이고 넓이는 학습 영상 수에 따라 커집니다.',
    mapLabel: '군집 {0}개의 지도. 이 영상은 군집 {1}({2})에 가장 가깝고 유사도는 {3}입니다.', thisPicture: '이 영상',
    neighbors: '가장 가까운 학습 영상', identifier: '영상', nearestClusters: '가장 가까운 군집', cluster: '군집', pictures: '영상 수',
    origin: '답의 출처', release: '릴리스', node: '노드', engine: '엔진', adapter: '어댑터', image: '영상', requestId: '요청 번호',
    timings: '걸린 시간', stage: '단계', time: '시간', milliseconds: '{0} ms',
    waiting: '대기 중', sending: '전송 중', accepted: '판독 중', scored: '설명 작성 중', answered: '답변 완료', abstained: '판정 보류', rejected: '거부됨', failed: '처리 실패', stopped: '중지됨', held: '혼잡: {0}초 뒤 다시 시도',
    agree: '모델도 같은 분류를 답했습니다.', differ: '모델은 다른 분류를 답했습니다: {0}.', noModelLabel: '모델이 분류를 답하지 않았습니다.',
    refusedTitle: '이 파일은 거부되었습니다.', abstainedTitle: '근거가 부족하여 판정하지 않았습니다.', failedTitle: '이 영상은 처리되지 않았습니다.', stoppedTitle: '사용자가 중지했습니다.',
    remove: '{0} 제거', announceAnswer: '{0}: {1}, {2}.', announceEnd: '{0}: {1}.', added: '파일 {0}개를 추가했습니다.',
    tokenTitle: '토큰', tokenWhy: '이 게이트웨이는 토큰을 요구합니다. 토큰은 이 페이지에만 있으며 페이지를 닫으면 사라집니다.', tokenRefused: '토큰이 받아들여지지 않았습니다.',
    token: '토큰', use: '사용', cancel: '취소', enterToken: '토큰 입력', forgetToken: '토큰 지우기',
    clusterTitle: '클러스터', refreshed: '{0} 기준', pause: '일시 정지', resume: '계속', stale: '게이트웨이가 답하지 않습니다. 표시된 내용은 {0}의 상태입니다.',
    clusterName: '이름', membership: '참여 상태', members: '구성원', answeredBy: '답한 서버', notMember: '없음',
    MEMBERSHIP_OFF: '단일 게이트웨이(클러스터 아님)', MEMBERSHIP_JOINING: '참여 중', MEMBERSHIP_JOINED: '참여함',
    SERVER_ROLE_GATEWAY: '게이트웨이', SERVER_ROLE_NODE: '노드', SERVER_ROLE_INDEX: '인덱스', lanes: '레인',
    name: '이름', address: '주소', state: '상태', zone: '구역', profiles: '프로필', device: '장치', inFlight: '처리 중', latency: '첫 응답', uptime: '가동 시간', fromHere: '여기에서', waitingCount: '대기', limit: '요청 한도', share: '자체 몫',
    serving: '서비스 중', notServing: '서비스 안 함', ROUTE_STATE_UNKNOWN: '알 수 없음', ROUTE_STATE_SERVING: '서비스 중', ROUTE_STATE_WARMING: '준비 중', ROUTE_STATE_SUSPENDED: '보류', ROUTE_STATE_EJECTED: '제외됨', ROUTE_STATE_DOWN: '중단',
    LANE_STAT: '응급(STAT)', LANE_ROUTINE: '일반', LANE_BATCH: '일괄', none: '알려진 서버가 없습니다.', latencyTrend: '최근 몇 분의 첫 응답 시간',
    navBatch: '일괄 판독', batchTitle: '일괄 판독', jobs: '작업', job: '작업', progress: '진행', rate: '파일/초', remaining: '남은 시간', failures: '판독하지 못함', submitted: '제출', ended: '종료',
    noJobs: '아직 작업이 없습니다.', noWorker: '이 게이트웨이에는 일괄 판독 작업자가 설정되어 있지 않습니다(dermstream.gateway.batch.address).', workerNotReady: '일괄 판독 작업자가 응답할 수 없습니다. 잠시 뒤 다시 시도합니다.', shownIs: '표시된 내용은 {0}의 상태입니다.',
    submitWhere: '작업의 경로는 작업자 쪽의 경로이므로 명령줄에서 제출합니다:', allJobs: '작업 {0}개 모두 보기',
    JOB_STATE_LISTING: '파일 목록 작성 중', JOB_STATE_SCREENING: '판독 중', JOB_STATE_WRITING: '결과 기록 중', JOB_STATE_COMPLETED: '완료', JOB_STATE_PAUSED: '일시 정지', JOB_STATE_CANCELLED: '취소됨', JOB_STATE_FAILED: '오류로 멈춤',
    IMAGE_OUTCOME_ANSWERED: '답변 완료', IMAGE_OUTCOME_ABSTAINED: '판정 보류', IMAGE_OUTCOME_REJECTED: '거부됨', IMAGE_OUTCOME_DUPLICATE: '중복', IMAGE_OUTCOME_UNREADABLE: '읽을 수 없음', IMAGE_OUTCOME_SET_ASIDE: '제쳐 둠', filesWaiting: '대기',
    doneOf: '{1}개 중 {0}개', doneSoFar: '지금까지 찾은 {1}개 중 {0}개', outcomes: '파일 처리 결과', outcome: '결과', reason: '이유', files: '파일 수', furtherReasons: '그 밖 {0}',
    jobFacts: '작업 정보', jobId: '번호', source: '원본', outputs: '결과 저장', priority: '우선순위', whicheverLive: '그때그때 서비스 중인 릴리스',
    cancelJob: '작업 취소…', retryFailed: '실패한 파일 다시 시도({0})', report: '보고서', reportSoFar: '지금까지의 보고서',
    cancelTitle: '이 작업을 취소할까요?', cancelWhy: '“{0}” 작업이 완전히 끝나며 다시 이어 갈 수 없습니다. 이미 나온 답은 남고 보고서도 볼 수 있습니다.', keep: '그대로 두기', cancelNow: '작업 취소', retried: '파일 {0}개를 다시 시도합니다.',
    stages: {
      admission: '입장 대기', queue: '대기', decode: '해독', region: '병변 찾기', preprocess: '전처리', encode: '부호화', generate: '글 작성',
      classify_queue: '측정 대기', classify: '측정', join: '결합', total: '전체',
    },
    abstentions: {
      ABSTENTION_REASON_NO_CLUSTERS: '군집이 있는 분류가 없어 측정할 수 없습니다.',
      ABSTENTION_REASON_OUT_OF_DISTRIBUTION: '학습 영상과 다른 영상입니다.',
      ABSTENTION_REASON_EMPTY_SET: '예측 집합에 해당하는 분류가 없습니다.',
      ABSTENTION_REASON_LARGE_SET: '예측 집합에 분류가 너무 많습니다.',
      ABSTENTION_REASON_LOW_CONFIDENCE: '분류 신뢰도가 프로필의 기준보다 낮습니다.',
      ABSTENTION_REASON_LOW_PROBABILITY: '보정 확률이 프로필의 기준보다 낮습니다.',
      ABSTENTION_REASON_MODEL_DIFFERS: '모델이 다른 분류를 답했습니다.',
      ABSTENTION_REASON_NO_MODEL_LABEL: '모델이 분류를 답하지 않았습니다.',
    },
    errors: {
      UNREACHABLE: '게이트웨이에 연결할 수 없습니다.', BROKEN_OFF: '답이 끝나기 전에 끊겼습니다.', UNREADABLE: '파일을 읽을 수 없습니다. 폴더는 보낼 수 없습니다.',
      EMPTY_IMAGE: '파일이 비어 있습니다.', UNSUPPORTED_MEDIA: '지원하지 않는 형식입니다. JPEG, PNG 또는 DICOM을 보내십시오.', TRUNCATED_IMAGE: '영상이 중간에서 끊겼습니다.',
      CORRUPT_IMAGE: '영상이 손상되었습니다.', IMAGE_TOO_LARGE: '영상이 화소 한도를 넘습니다.', NO_PIXELS: '영상에 화소가 없습니다.', MESSAGE_TOO_LARGE: '파일이 크기 한도를 넘습니다.',
      UNAUTHENTICATED: '토큰이 없거나 받아들여지지 않았습니다.', PERMISSION_DENIED: '이 작업을 할 권한이 없습니다.', PROFILE_NOT_FOUND: '그런 프로필이 없습니다.', UNSUPPORTED_BY_PROFILE: '이 프로필로는 할 수 없습니다.',
      NOT_READY: '아직 준비되지 않았습니다.', DRAINING: '서버가 종료 중입니다.', OVERLOADED: '자리가 모두 찼습니다.', ENGINE_FAILED: '추론 엔진이 실패했습니다.', AUDIT_UNAVAILABLE: '감사 기록을 쓸 수 없습니다.',
      JOB_NOT_FOUND: '그런 작업이 없습니다.', JOB_STATE: '작업의 현재 상태에서는 할 수 없습니다.',
      RELEASE_MISMATCH: '서로 다른 릴리스가 답했습니다. 다시 시도하십시오.', DEADLINE: '제한 시간이 지났습니다.', INTERNAL: '서버 오류입니다. 요청 번호를 알려 주십시오.',
    },
  },
};

const KEY = 'dermstream.language';
let language = remembered() ?? (navigator.language?.startsWith('ko') ? 'ko' : 'en');
const listeners = [];

// The choice of a language is the one thing that is kept beyond the page.
function remembered() {
  try {
    const kept = localStorage.getItem(KEY);
    return kept in WORDS ? kept : null;
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
    return null;
  }
}

export function currentLanguage() {
  return language;
}

export function setLanguage(chosen) {
  language = chosen;
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // As above.
  }
  apply();
  listeners.forEach((listener) => listener());
}

export function onLanguage(listener) {
  listeners.push(listener);
}

export function say(key, ...values) {
  const words = WORDS[language][key] ?? key;
  return words.replace(/\{(\d)\}/g, (whole, index) => values[Number(index)] ?? '');
}

export function stageName(stage) {
  return WORDS[language].stages[stage] ?? stage;
}

/** The page's own sentence for an error, else the gateway's. */
export function errorSentence(code, detail) {
  return WORDS[language].errors[code] ?? (detail || code);
}

/** The page's own sentence for a reason; empty where the gateway's stands in its language. */
export function abstentionSentence(reason) {
  return WORDS[language].abstentions[reason] ?? '';
}

export function labelName(label) {
  return (language === 'ko' && label.nameKorean) || label.nameEnglish;
}

export function number(value, digits) {
  return new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** A little is not told as nothing, nor almost all as all. */
export function percent(value) {
  if (value > 0 && value < 0.05) {
    return `<${number(0.1, 1)}%`;
  }
  return value < 100 && value >= 99.95 ? `>${number(99.9, 1)}%` : `${number(value, 1)}%`;
}

/** Writes the words of the fixed parts of the page. */
export function apply() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = say(element.dataset.text);
  }
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', say(element.dataset.label));
  }
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === language));
  }
}
