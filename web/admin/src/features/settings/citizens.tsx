/** What citizens read: the greeting of a new friend, the consent text, how long answers stay, how many messages to expect. */

import { TextArea } from '../../shared/ui/field.tsx';
import { MessagePreview } from '../../shared/ui/message_preview.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { NumberField } from '../../shared/ui/number_field.tsx';
import { numberFault, numberWords } from './numbers.ts';
import { SettingBox } from './setting_box.tsx';
import { useSetting } from './use_setting.ts';

interface Text {
  readonly type: 'text';
  readonly text: string;
}

/** What the wire takes for any message is one whose words can be changed here. */
const isText = (message: unknown): message is Text => {
  const { type, text } = message as Partial<Text>;
  return type === 'text' && typeof text === 'string';
};

/** As the form's address looks on a phone. */
const SOME_FORM_URL = 'https://liff.line.me/0000000000-abcdefgh';

export function GreetingSettings() {
  const setting = useSetting('greeting');
  const write = (at: number, text: string) =>
    setting.value &&
    setting.set(setting.value.map((one, index) => (index === at && isText(one) ? { ...one, text } : one)));
  return (
    <SettingBox
      title="友だち追加のあいさつ"
      setting={setting}
      words={(messages) => [
        ['あいさつ', messages.map((one) => (isText(one) ? one.text : JSON.stringify(one))).join('\n\n')],
      ]}
    >
      {(messages) => (
        <div className="grid gap-6 @4xl:grid-cols-[minmax(0,1fr)_24rem]">
          <div className="flex flex-col gap-4">
            <p>{'「{form_url}」は、登録フォームのアドレスに置きかわります。'}</p>
            {messages.map((message, index) =>
              isText(message) ? (
                <TextArea
                  // biome-ignore lint/suspicious/noArrayIndexKey: bubbles are neither moved nor removed here
                  key={index}
                  label={`あいさつ ${index + 1}`}
                  rows={8}
                  value={message.text}
                  onValue={(text) => write(index, text)}
                />
              ) : (
                <Notice
                  // biome-ignore lint/suspicious/noArrayIndexKey: bubbles are neither moved nor removed here
                  key={index}
                  title={`あいさつ ${index + 1} は、文章以外のメッセージです（ここでは変更できません）`}
                />
              ),
            )}
          </div>
          <MessagePreview
            label="あいさつ"
            messages={messages.map((message) =>
              JSON.stringify(message).replaceAll('{form_url}', SOME_FORM_URL),
            )}
          />
        </div>
      )}
    </SettingBox>
  );
}

export function ConsentSettings() {
  const setting = useSetting('consent', (mine, theirs) => ({
    ...mine,
    version: theirs.version + 1,
  }));
  const standing = setting.stands?.value;
  // Another text is another version, so that each consent names the text that was read.
  const write = (text: string) =>
    standing &&
    setting.set({ text, version: text === standing.text ? standing.version : standing.version + 1 });
  return (
    <SettingBox title="個人情報の同意文" setting={setting} words={({ text }) => [['本文', text]]}>
      {(value) => (
        <div className="flex max-w-2xl flex-col gap-4">
          <p>
            いまの版：{standing?.version}
            。本文を変えて保存すると新しい版になり、市民には次に開いたときに同意を求めます。
          </p>
          <TextArea label="本文" required rows={10} value={value.text} onValue={write} />
        </div>
      )}
    </SettingBox>
  );
}

export function RetentionSettings() {
  const setting = useSetting('retention_days');
  const isShorter =
    setting.value !== undefined && setting.stands !== undefined && setting.value < setting.stands.value;
  return (
    <SettingBox
      title="回答の保存期間"
      setting={setting}
      fault={numberFault(setting.value)}
      question={
        isShorter && {
          title: '回答の保存期間を短くしますか',
          words: `いま保存すると、次の夜から、ブロックして${numberWords(setting.value ?? 0, '日')}たった人の回答が消えます。消えた回答は元に戻せません。`,
          go: '短くして保存する',
        }
      }
      words={(days) => [['日数', numberWords(days, '日')]]}
    >
      {(days) => (
        <div className="max-w-2xl">
          <NumberField
            label="ブロックされてから回答を消すまでの日数"
            hint="この日数がたつと、回答は自動で消えます。"
            unit="日"
            min={1}
            max={3660}
            value={days}
            onValue={setting.set}
          />
        </div>
      )}
    </SettingBox>
  );
}

export function PerMonthSettings() {
  const setting = useSetting('everyone_per_month');
  return (
    <SettingBox
      title="全員へのお知らせの回数"
      setting={setting}
      fault={numberFault(setting.value)}
      words={(count) => [['月あたり', numberWords(count, '通')]]}
    >
      {(count) => (
        <div className="max-w-2xl">
          <NumberField
            label="全員へのお知らせの、月あたりの通数"
            hint="登録フォームの「月に約○通」の計算に使います。"
            unit="通"
            min={0}
            max={1000}
            value={count}
            onValue={setting.set}
          />
        </div>
      )}
    </SettingBox>
  );
}
