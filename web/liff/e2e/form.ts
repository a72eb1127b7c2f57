/** A city's form with every kind of item, for the tests. */

const wards = ['川崎区', '幸区', '中原区', '高津区', '宮前区', '多摩区', '麻生区'];

export const FORM = {
  version: 7,
  consent: {
    version: 3,
    text: '川崎市は、あなたの回答を、お知らせを選んで届けるためにだけ使います。ほかの人や会社には渡しません。\n回答はいつでも消せます。くわしくは https://www.city.example.jp/privacy をご覧ください。',
  },
  everyone_per_month: 2,
  items: [
    {
      id: 'ward',
      label: 'お住まいの区',
      kind: 'single',
      required: true,
      explanation: '',
      purpose: '区ごとのお知らせを届けるため',
      options: wards.map((label, index) => ({ id: `w${index}`, label })),
    },
    {
      id: 'topics',
      label: '知りたい情報',
      kind: 'multiple',
      required: false,
      explanation: 'いくつでも選べます。',
      purpose: '',
      options: [
        { id: 'children', label: '子育て', messages_per_month: 6 },
        { id: 'events', label: 'イベント', messages_per_month: 4 },
        { id: 'garbage', label: 'ごみの日', messages_per_month: 8 },
      ],
    },
    {
      id: 'school',
      label: 'お子さんの学校',
      kind: 'select',
      required: true,
      explanation: '',
      purpose: '',
      options: [
        { id: 's1', label: '市立第一小学校' },
        { id: 's2', label: '市立第二小学校' },
      ],
      shown_if: { item: 'topics', any_of: ['children'] },
    },
    {
      id: 'birth',
      label: '生まれた年と月',
      kind: 'month',
      required: false,
      explanation: '日にちは聞きません。',
      purpose: '年代に合ったお知らせを届けるため',
      options: [],
    },
    {
      id: 'people',
      label: '家族の人数',
      kind: 'number',
      required: false,
      explanation: '',
      purpose: '',
      options: [],
      min: 1,
      max: 20,
    },
    {
      id: 'area',
      label: 'ごみ収集の地域',
      kind: 'area',
      required: false,
      explanation: '',
      purpose: '収集日を知らせるため',
      options: [
        { id: 'a1', label: '川崎東地区', postal_prefixes: ['210'] },
        { id: 'a2', label: '港地区', postal_prefixes: ['21008'] },
      ],
    },
    {
      id: 'note',
      label: 'ご意見・ご要望',
      kind: 'text',
      required: false,
      explanation: '',
      purpose: '',
      options: [],
      max_length: 200,
    },
  ],
};
